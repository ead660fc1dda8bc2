package io.serviceregistry.node.boot;

import io.serviceregistry.node.config.ConfigException;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.config.NodeConfigLoader;
import io.serviceregistry.node.fault.FaultHandler;
import io.serviceregistry.node.fault.FaultKind;
import io.serviceregistry.node.fault.HaltingFaultHandler;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * The process of a node: {@code --config FILE}. With {@code --restore BACKUP} it makes the data directory and ends; with
 * {@code --export-log FILE} it writes the log of a node that does not run into a file and ends. Ends with one line on standard
 * error when it cannot do so.
 */
public final class Main {
    private static final String USAGE =
            "usage: registry-node --config FILE [--restore BACKUP [--beside-old] | --export-log FILE]";

    private Main() {}

    /** Starts the node and runs until it is told to stop. */
    public static void main(String[] args) throws InterruptedException {
        if (args.length == 1 && args[0].equals("--version")) {
            System.out.println(Version.CURRENT);
            return;
        }
        boolean beside = args.length == 5 && args[4].equals("--beside-old");
        boolean restores = (args.length == 4 || beside) && args[2].equals("--restore");
        boolean exports = args.length == 4 && args[2].equals("--export-log");
        if ((args.length != 2 && !restores && !exports) || !args[0].equals("--config")) {
            end(ExitCode.USAGE, USAGE);
        }
        try {
            if (restores) {
                NodeConfig config = NodeConfigLoader.load(Path.of(args[1]), System.getenv());
                LogSetup.apply(config.log());
                System.out.println(Restore.of(config, Path.of(args[3]), beside, System.out::println));
                return;
            }
            if (exports) {
                System.out.println(
                        LogExporter.export(NodeConfigLoader.load(Path.of(args[1]), System.getenv()), Path.of(args[3])));
                return;
            }
            run(NodeConfigLoader.load(Path.of(args[1]), System.getenv()));
        } catch (ConfigException e) {
            end(ExitCode.CONFIG, String.valueOf(e.getMessage()));
        } catch (StartException e) {
            end(e.exitCode(), String.valueOf(e.getMessage()));
        }
    }

    private static void run(NodeConfig config) throws StartException, InterruptedException {
        LogSetup.apply(config.log());
        FaultHandler faults = new HaltingFaultHandler(kind -> ExitCode.of(kind).number());
        UncaughtExceptions uncaught = new UncaughtExceptions(faults);
        Thread.setDefaultUncaughtExceptionHandler(uncaught);
        CompletableFuture<Node> started = new CompletableFuture<>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(started, faults, uncaught), "stop"));
        started.complete(Node.start(config, faults));
        new CountDownLatch(1).await(); // until a signal
    }

    /** One that has no part in the cluster yet has nothing to stop. */
    private static void stop(CompletableFuture<Node> started, FaultHandler faults, UncaughtExceptions uncaught) {
        uncaught.stopping();
        Optional<String> left = started.isDone() ? started.join().stop() : Optional.empty();
        left.ifPresent(hanging -> faults.onFault(
                FaultKind.STOP_TIMEOUT,
                "the node does not stop: " + hanging + " (what was acknowledged is on the disk)",
                null));
        // The JVM itself would end with 128 plus the signal, as if it had been killed.
        Runtime.getRuntime().halt(ExitCode.OK.number());
    }

    private static void end(ExitCode code, String message) {
        PrintStream error = System.err;
        error.println("registry-node: " + message);
        error.flush();
        Runtime.getRuntime().halt(code.number()); // threads of libraries must not keep it alive
    }
}
