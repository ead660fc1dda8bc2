package io.serviceregistry.cli.command;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A duration, or the word that stands for having none.
 *
 * @param duration the duration; null when the word was given
 */
record DurationOrWord(@Nullable Duration duration) {
    /** {@code --ttl}: a duration or {@code none}. */
    static final class Ttl implements ITypeConverter<DurationOrWord> {
        @Override
        public DurationOrWord convert(String value) {
            return parse(value, "none");
        }
    }

    /** {@code --remove-after}: a duration or {@code never}. */
    static final class RemoveAfter implements ITypeConverter<DurationOrWord> {
        @Override
        public DurationOrWord convert(String value) {
            return parse(value, "never");
        }
    }

    private static DurationOrWord parse(String value, String word) {
        if (value.equals(word)) {
            return new DurationOrWord(null);
        }
        try {
            return new DurationOrWord(new DurationConverter().convert(value));
        } catch (TypeConversionException e) {
            throw new TypeConversionException(e.getMessage() + ", or " + word);
        }
    }
}
