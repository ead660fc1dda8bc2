package io.serviceregistry.node.http.rest;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.serviceregistry.node.door.Failures.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The weak entity tag of an answer: a digest of what it says of the catalog, the same on every node.
 *
 * <p>It leaves out the header, which says where the answer comes from. It is not made of the revision in there, as that moves with
 * every change of anything: readers of a service that nothing happens to would be sent it again and again.
 */
final class EntityTag {
    private static final int BYTES = 16; // of 32: two answers that differ do not meet
    private static final String ANY = "*";

    private EntityTag() {}

    /** Whether answers of a method have one: those from the catalog; what a node says of itself is another thing each time. */
    static boolean concerns(Binding binding) {
        return binding.kind() == Kind.READ
                && !binding.method().isServerStreaming()
                && binding.method().getInputType().findFieldByName("read") != null;
    }

    /** The tag of an answer, which must be without lease state. */
    static String of(String clusterId, Message answer) {
        Message.Builder content = answer.toBuilder();
        content.clearField(answer.getDescriptorForType().findFieldByName("header"));
        MessageDigest digest = sha256();
        digest.update(clusterId.getBytes(StandardCharsets.UTF_8));
        CodedOutputStream coded =
                CodedOutputStream.newInstance(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        coded.useDeterministicSerialization();
        try {
            content.build().writeTo(coded);
            coded.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] half = Arrays.copyOf(digest.digest(), BYTES);
        return "W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(half) + '"';
    }

    /** Whether a tag is among those of an {@code If-None-Match}; compared weakly, as RFC 9110 has it for that header. */
    static boolean matches(String ifNoneMatch, String tag) {
        for (String each : ifNoneMatch.split(",", -1)) {
            String one = each.strip();
            if (one.equals(ANY) || opaque(one).equals(opaque(tag))) {
                return true;
            }
        }
        return false;
    }

    private static String opaque(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
