package io.serviceregistry.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.cli.local.LocalCluster;
import io.serviceregistry.cli.local.StateFolder;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ErrorReport;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.output.ProgressLine;
import io.serviceregistry.cli.output.Terminal;
import io.serviceregistry.cli.time.Clock;
import io.serviceregistry.client.RegistryClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of the program: the global options in the surroundings, and what follows from both. */
public final class Session {
    private final GlobalOptions options;
    private final Surroundings surroundings;

    /** The options may still be unparsed: they are read when a command runs. */
    public Session(GlobalOptions options, Surroundings surroundings) {
        this.options = options;
        this.surroundings = surroundings;
    }

    Terminal terminal() {
        return surroundings.terminal();
    }

    Clock clock() {
        return surroundings.clock();
    }

    /** A command that the user can copy, for the same local cluster. */
    String hint(String command) {
        String dir = options.dir() == null ? "" : " --dir " + options.dir();
        return surroundings.program() + dir + ' ' + command;
    }

    /** Tells how far something is that begins now. */
    ProgressLine progress() {
        return new ProgressLine(terminal(), clock(), isJson());
    }

    boolean isJson() {
        return options.isJson();
    }

    GlobalOptions options() {
        return options;
    }

    /** Prints the answer: the JSON, or what prints it for people. */
    void answer(ObjectNode json, Runnable forPeople) {
        if (isJson()) {
            terminal().answer(json.toString());
        } else {
            forPeople.run();
        }
    }

    /** Prints what went wrong, as a line or as JSON, always to standard error; the exit code. */
    int fail(ErrorReport report, Throwable thrown, boolean json) {
        if (options.isVerbose()) {
            terminal().trace(thrown);
        }
        terminal().notice(json ? report.json().toString() : report.line());
        return report.exitCode().number();
    }

    /** Who runs this, as far as the environment says. */
    String userName() {
        return surroundings.variable("USER").orElse("");
    }

    /** The nodes that the option or the environment names; empty when neither does. */
    Optional<List<String>> namedAddresses() {
        return new Addresses(surroundings, this).findNamed();
    }

    /** All nodes that are known, those of the local cluster that are down included. */
    List<String> allAddresses() {
        return new Addresses(surroundings, this).forLong();
    }

    /** A client of the registry that the options, the environment or the local cluster name. */
    RegistryClient connect() {
        return connect(new Addresses(surroundings, this).forOneCall());
    }

    /** A client that is to live for long: it also knows the nodes that are down now. */
    RegistryClient connectForLong() {
        return connect(allAddresses());
    }

    /** A client of these nodes: any of them may answer a call. */
    RegistryClient connect(List<String> addresses) {
        return RegistryClient.builder()
                .name("registryctl")
                .addresses(addresses)
                .callDeadline(options.timeout())
                .build();
    }

    /** A client for asking these nodes each for itself: one attempt may take all the time, for no other node will do. */
    RegistryClient connectToEach(List<String> addresses, Duration limit) {
        return RegistryClient.builder()
                .name("registryctl")
                .addresses(addresses)
                .callDeadline(limit)
                .attemptTimeout(limit)
                .build();
    }

    /** The local cluster, running or not; empty when there is none. */
    Optional<LocalCluster> findLocalCluster() {
        return findStateFolder().flatMap(folder -> LocalCluster.find(folder, clock()));
    }

    /** The local cluster, or an error that says how to get one. */
    LocalCluster localCluster() {
        return findLocalCluster()
                .orElseThrow(() -> new CliException(
                        ExitCode.NOT_FOUND,
                        "NO_LOCAL_CLUSTER",
                        "no local cluster in " + stateFolder().root() + ": start one with '" + hint("cluster up")
                                + "'"));
    }

    /** Where the local cluster is or would be. */
    StateFolder stateFolder() {
        return findStateFolder()
                .orElseThrow(() -> new CliException(
                        ExitCode.USAGE,
                        "NO_FOLDER",
                        "not inside a checkout: name a folder for the local cluster with --dir or REGISTRY_HOME_DIR"));
    }

    /** The folder of the node's jars. */
    Path nodeDistribution() {
        Path checkout = surroundings.checkout();
        if (checkout == null) {
            throw new CliException(
                    ExitCode.FAILED, "NO_CHECKOUT", "nodes can only be started from a checkout: use bin/registryctl");
        }
        return checkout.resolve("registry-node/target/dist/lib");
    }

    private Optional<StateFolder> findStateFolder() {
        return Optional.ofNullable(chosenFolder())
                .map(folder -> new StateFolder(surroundings.workingDirectory().resolve(folder)));
    }

    private @Nullable Path chosenFolder() {
        if (options.dir() != null) {
            return options.dir();
        }
        Path checkout = surroundings.checkout();
        return surroundings
                .variable("REGISTRY_HOME_DIR")
                .map(Path::of)
                .orElse(checkout == null ? null : checkout.resolve(".local-cluster"));
    }
}
