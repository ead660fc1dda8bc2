package io.serviceregistry.node.metrics;

import java.nio.charset.StandardCharsets;

/** All metrics at one moment, as a scraper is sent them. */
public record Exposition(Format format, byte[] body) {
    /** How metrics are written. */
    public enum Format {
        /** What every scraper reads. */
        TEXT("text/plain; version=0.0.4; charset=utf-8"),
        /** What Prometheus asks for. */
        OPEN_METRICS("application/openmetrics-text; version=1.0.0; charset=utf-8");

        private static final String OPEN_METRICS_TYPE = "application/openmetrics-text";

        private final String contentType;

        Format(String contentType) {
            this.contentType = contentType;
        }

        /** The content type, for the answer. */
        public String contentType() {
            return contentType;
        }

        /** The one that a request prefers by its {@code Accept}; text in doubt, and rather than none. */
        public static Format preferred(String accept) {
            double openMetrics = 0;
            double text = 0;
            for (String range : accept.split(",", -1)) {
                String type = range.split(";", -1)[0].strip();
                if (type.equalsIgnoreCase(OPEN_METRICS_TYPE)) {
                    openMetrics = Math.max(openMetrics, quality(range));
                } else if (type.equalsIgnoreCase("text/plain") || type.equals("text/*") || type.equals("*/*")) {
                    text = Math.max(text, quality(range));
                }
            }
            return openMetrics > 0 && openMetrics >= text ? OPEN_METRICS : TEXT;
        }

        private static double quality(String range) {
            for (String parameter : range.split(";", -1)) {
                String stripped = parameter.strip();
                if (stripped.startsWith("q=")) {
                    try {
                        return Double.parseDouble(stripped.substring(2));
                    } catch (NumberFormatException e) {
                        return 0;
                    }
                }
            }
            return 1;
        }
    }

    /** The text of it. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
