package io.serviceregistry.cli.compose;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A program with its first arguments, run again and again. */
record Program(List<String> beginning) {
    /**
     * How a run ended.
     *
     * @param out what it said on standard output
     * @param lastWords the last line that it said on standard error; empty when it said none
     */
    record Ended(int exitCode, String out, String lastWords) {}

    Program {
        beginning = List.copyOf(beginning);
    }

    /** Runs it to its end. */
    Ended run(String... arguments) {
        List<String> command = new ArrayList<>(beginning);
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).start();
            process.getOutputStream().close();
            List<String> errors = new ArrayList<>();
            Thread reader = new Thread(
                    () -> process.errorReader(StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.isBlank())
                            .forEach(errors::add),
                    "errors-of-program");
            reader.start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            reader.join();
            return new Ended(exitCode, out, errors.isEmpty() ? "" : errors.get(errors.size() - 1));
        } catch (IOException e) {
            throw new ComposeException("'" + beginning.get(0) + "' cannot be run: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ComposeException("interrupted while '" + String.join(" ", command) + "' ran");
        }
    }

    /** The same; what it said on standard output, when it ended well. */
    String demand(String... arguments) {
        Ended ended = run(arguments);
        if (ended.exitCode() != 0) {
            throw new ComposeException("'" + String.join(" ", beginning) + ' ' + String.join(" ", arguments)
                    + "' ended with " + ended.exitCode() + ": " + ended.lastWords());
        }
        return ended.out();
    }

    /** Whether there is such a program, and it ends well. */
    boolean works(String... arguments) {
        try {
            return run(arguments).exitCode() == 0;
        } catch (ComposeException e) {
            return false;
        }
    }
}
