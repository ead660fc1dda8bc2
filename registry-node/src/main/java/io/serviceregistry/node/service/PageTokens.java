package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.ServiceKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The tokens that say where the next page of a list begins, opaque to callers: the last name of the page before, sealed with all
 * that the list depends on. Any node of the cluster reads them.
 *
 * <p>The seal finds mistakes, not forgers: a forged token would only begin a page elsewhere.
 *
 * @param list all that must be the same on the next page
 * @param inWords the same, as the error says it
 */
record PageTokens(String list, String inWords) {
    private static final int SEAL_BYTES = 8;
    private static final int MAX_LENGTH = 1_100; // three names of 255 bytes and the seal, in base 64

    /** Of the services of a namespace. */
    static PageTokens ofServices(String clusterId, String namespace) {
        return new PageTokens(String.join("\n", "services", clusterId, namespace), "namespace");
    }

    /** Of the overrides of a namespace, or of all. */
    static PageTokens ofOverrides(String clusterId, String namespace) {
        return new PageTokens(String.join("\n", "overrides", clusterId, namespace), "namespace");
    }

    /** Of the instances that a query chooses. */
    static PageTokens ofInstances(String clusterId, ServiceKey service, Choice choice, String selector) {
        // The selector may hold anything and therefore comes last: no other part holds a line break.
        String list = String.join(
                "\n",
                "instances",
                clusterId,
                service.namespace(),
                service.service(),
                choice.filter().name(),
                choice.preferredZone(),
                Integer.toString(choice.minInZone()),
                selector);
        return new PageTokens(list, "service, filter, selector and preferred zone");
    }

    /** The token of the page that begins after a name. */
    String after(String lastName) {
        byte[] name = lastName.getBytes(StandardCharsets.UTF_8);
        byte[] token = Arrays.copyOf(seal(lastName), SEAL_BYTES + name.length);
        System.arraycopy(name, 0, token, SEAL_BYTES, name.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** The name after which the page begins. */
    String read(String token) {
        if (token.length() > MAX_LENGTH) {
            throw invalid();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        if (bytes.length <= SEAL_BYTES) {
            throw invalid();
        }
        String name = new String(bytes, SEAL_BYTES, bytes.length - SEAL_BYTES, StandardCharsets.UTF_8);
        // The token itself is compared too: base 64 leaves bits that do not count.
        if (!after(name).equals(token)) {
            throw invalid();
        }
        return name;
    }

    private InvalidPageTokenException invalid() {
        return new InvalidPageTokenException(inWords);
    }

    private byte[] seal(String lastName) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String sealed = list + '\n' + lastName;
            return Arrays.copyOf(digest.digest(sealed.getBytes(StandardCharsets.UTF_8)), SEAL_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
