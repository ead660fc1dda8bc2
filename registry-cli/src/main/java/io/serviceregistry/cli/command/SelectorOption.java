package io.serviceregistry.cli.command;

import picocli.CommandLine.Option;

/** Which instances, by what they say of themselves. */
final class SelectorOption {
    @Option(
            names = {"-l", "--selector"},
            paramLabel = "SELECTOR",
            description = "Only those that match, such as 'version=2,zone in (a,b),!canary'.")
    private String selector = "";

    String value() {
        return selector;
    }
}
