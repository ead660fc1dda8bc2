package io.serviceregistry.cli.outcome;

/** What a script learns from a command's end. A contract: numbers are added, never changed. */
public enum ExitCode {
    /** Done. */
    OK(0),
    /** Did not work out, and none of the below. */
    FAILED(1),
    /** The command line is wrong, or names a value that the registry refuses. */
    USAGE(2),
    /** What was named is not there. */
    NOT_FOUND(3),
    /** Nobody could serve it in time; nothing was applied. */
    UNAVAILABLE(4),
    /** It may have been applied, or may yet be: look before repeating it. */
    INDETERMINATE(5),
    /** A newer registration holds the instance. */
    FENCED(6);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** The number that the process exits with. */
    public int number() {
        return number;
    }
}
