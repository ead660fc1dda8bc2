package io.serviceregistry.node.http.ui;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.file.HttpFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * One file of the pages, read from the jar once.
 *
 * @param path below {@code /ui/}; the name of the resource, too
 */
record UiFile(String path, MediaType type, byte[] content) {
    private static final int TAG_BYTES = 16;

    /** Reads a file that the build has put there. */
    static UiFile read(String path) {
        try (InputStream file = UiFile.class.getResourceAsStream("/ui/" + path)) {
            if (file == null) {
                throw new IllegalStateException("/ui/" + path + " (expected: a resource of this jar)");
            }
            return new UiFile(path, type(path), file.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MediaType type(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "html" -> MediaType.HTML_UTF_8;
            case "css" -> MediaType.CSS_UTF_8;
            case "js" -> MediaType.TEXT_JAVASCRIPT_UTF_8;
            case "svg" -> MediaType.SVG_UTF_8;
            default -> MediaType.PLAIN_TEXT_UTF_8;
        };
    }

    /**
     * Serves it, under the policy of that moment. Browsers ask each time whether it has changed. Its tag is of what is in it: files in a jar have the same date
     * in each build.
     */
    HttpService service(Supplier<String> contentSecurityPolicy) {
        HttpService file = HttpFile.builder(HttpData.wrap(content))
                .contentType(type)
                .entityTag((name, attributes) -> tag())
                .lastModified(false)
                .cacheControl("no-cache")
                .setHeader(HttpHeaderNames.X_CONTENT_TYPE_OPTIONS, "nosniff")
                .setHeader(HttpHeaderNames.REFERRER_POLICY, "no-referrer")
                .setHeader("cross-origin-resource-policy", "same-origin")
                .build()
                .asService();
        return (ctx, request) -> {
            ctx.setAdditionalResponseHeader(HttpHeaderNames.CONTENT_SECURITY_POLICY, contentSecurityPolicy.get());
            return file.serve(ctx, request);
        };
    }

    private String tag() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TAG_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
