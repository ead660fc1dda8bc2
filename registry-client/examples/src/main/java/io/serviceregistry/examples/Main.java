package io.serviceregistry.examples;

import io.serviceregistry.examples.order.OrderCommand;
import io.serviceregistry.examples.payment.PaymentCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: one subcommand per service. */
@Command(
        name = "example",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {PaymentCommand.class, OrderCommand.class},
        description = "Example services that find each other through the registry. Each runs until Ctrl-C.")
public final class Main {
    private Main() {}

    /** Runs one service, and exits as it ended. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .setExecutionExceptionHandler((thrown, command, parsed) -> {
                    command.getErr().println("example: " + thrown.getMessage());
                    return 1;
                })
                .execute(args));
    }
}
