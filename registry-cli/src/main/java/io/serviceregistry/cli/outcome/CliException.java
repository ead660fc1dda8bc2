package io.serviceregistry.cli.outcome;

/** A command cannot do what was asked, for a reason of its own; the message is one line for the user. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;
    private final String reason;

    /**
     * With what the user and the script get to know.
     *
     * @param exitCode how the process ends
     * @param reason a stable name in the style of the registry's own, such as {@code NO_ADDRESS}
     * @param message one line that says what is wrong and what to do
     */
    public CliException(ExitCode exitCode, String reason, String message) {
        super(message);
        this.exitCode = exitCode;
        this.reason = reason;
    }

    /** How the process ends. */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** The stable name of what is wrong. */
    public String reason() {
        return reason;
    }
}
