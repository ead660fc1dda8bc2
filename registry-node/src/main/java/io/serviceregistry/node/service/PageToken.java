package io.serviceregistry.node.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Where the next page begins, opaque to callers: the last name of the page before, sealed with the cluster and the
 * namespace it was made for. Any node of the cluster reads it.
 *
 * <p>The seal finds mistakes, not forgers: a forged token would only begin a page elsewhere.
 */
final class PageToken {
    private static final int SEAL_BYTES = 8;
    private static final int MAX_LENGTH = 400; // a name of 255 bytes and the seal, in base 64

    private PageToken() {}

    static String after(String clusterId, String namespace, String lastName) {
        byte[] name = lastName.getBytes(StandardCharsets.UTF_8);
        byte[] token = Arrays.copyOf(seal(clusterId, namespace, lastName), SEAL_BYTES + name.length);
        System.arraycopy(name, 0, token, SEAL_BYTES, name.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
    }

    /** The name after which the page begins. */
    static String read(String clusterId, String namespace, String token) {
        if (token.length() > MAX_LENGTH) {
            throw new InvalidPageTokenException();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException e) {
            throw new InvalidPageTokenException();
        }
        if (bytes.length <= SEAL_BYTES) {
            throw new InvalidPageTokenException();
        }
        String name = new String(bytes, SEAL_BYTES, bytes.length - SEAL_BYTES, StandardCharsets.UTF_8);
        // The token itself is compared too: base 64 leaves bits that do not count.
        if (!after(clusterId, namespace, name).equals(token)) {
            throw new InvalidPageTokenException();
        }
        return name;
    }

    private static byte[] seal(String clusterId, String namespace, String lastName) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String sealed = "services\n" + clusterId + '\n' + namespace + '\n' + lastName;
            return Arrays.copyOf(digest.digest(sealed.getBytes(StandardCharsets.UTF_8)), SEAL_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
