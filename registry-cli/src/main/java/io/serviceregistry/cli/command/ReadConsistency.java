package io.serviceregistry.cli.command;

import io.serviceregistry.client.ReadOptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** How fresh a read must be. */
final class ReadConsistency {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--consistency",
            paramLabel = "linearizable|local|at-least=REV",
            converter = Converter.class,
            description = {
                "linearizable (default): reflects every write acknowledged before.",
                "at-least=REV: reflects at least that revision.",
                "local: what one node has, even without a majority; says how old it may be."
            })
    private ReadOptions read = ReadOptions.linearizable();

    @Option(
            names = "--max-age",
            paramLabel = "DURATION",
            description = "With local: refuse an answer that may be older.")
    private @Nullable Duration maxAge;

    ReadOptions options() {
        if (maxAge == null) {
            return read;
        }
        try {
            return new ReadOptions(read.consistency(), read.minRevision(), maxAge);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(command).commandLine(), "--max-age needs --consistency local", e);
        }
    }

    /** The three spellings. */
    static final class Converter implements ITypeConverter<ReadOptions> {
        private static final String AT_LEAST = "at-least=";

        @Override
        public ReadOptions convert(String value) {
            if (value.equals("linearizable")) {
                return ReadOptions.linearizable();
            }
            if (value.equals("local")) {
                return ReadOptions.local();
            }
            try {
                if (value.startsWith(AT_LEAST)) {
                    return ReadOptions.atLeast(Long.parseLong(value.substring(AT_LEAST.length())));
                }
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + value + "' names no revision (expected: at-least=NUMBER)");
            }
            throw new TypeConversionException(
                    "'" + value + "' is no consistency (expected: linearizable, local, or at-least=REV)");
        }
    }
}
