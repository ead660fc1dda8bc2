package io.serviceregistry.cli.command;

import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.output.InstanceText;
import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistrationListener;
import io.serviceregistry.client.RegistrationOptions;
import io.serviceregistry.client.RegistrationState;
import io.serviceregistry.client.RegistryClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A registration that lives as long as this program, or as long as a command that it runs.
 *
 * <p>Ends in one of three ways: the command ends; the registration ends for good, because a newer one took the instance
 * over or the registry refuses it; or a signal ends this program. In the latter two the command gets SIGTERM and a
 * while to finish. The instance is deregistered last, by its lease: one that took over is left alone.
 */
final class KeptAlive {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10); // as container runtimes grant

    private final Session session;
    private final InstanceSpec spec;
    private final boolean ifAbsent;
    private final CompletableFuture<RegistrationState> ended = new CompletableFuture<>();

    private volatile @Nullable Process command;
    private volatile boolean leaving;

    KeptAlive(Session session, InstanceSpec spec, boolean ifAbsent) {
        this.session = session;
        this.spec = spec;
        this.ifAbsent = ifAbsent;
    }

    /** Registers, runs the command if there is one, and stays until one of the ends; the exit code. */
    int run(List<String> program) {
        RegistrationOptions options = new RegistrationOptions(ifAbsent, true, new Narrator());
        try (RegistryClient client = session.connectForLong();
                Registration registration = client.keepRegistered(spec, options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(registration), "leave"));
            tell(registration.awaitRegistered(session.options().timeout()));
            if (program.isEmpty()) {
                return failed(ended.join());
            }
            Process started = start(program);
            command = started;
            if (leaving) {
                stop(started); // the signal came before there was a command to stop
            }
            CompletableFuture.anyOf(started.onExit(), ended).join();
            if (started.isAlive()) {
                stop(started);
                return failed(ended.join());
            }
            return started.exitValue();
        }
    }

    /** On a signal: the command first, so that it can finish while it is still registered. */
    private void leave(Registration registration) {
        leaving = true;
        Process running = command;
        if (running != null) {
            stop(running);
        }
        registration.close();
    }

    private static Process start(List<String> program) {
        try {
            return new ProcessBuilder(program).inheritIO().start();
        } catch (IOException e) {
            throw new CliException(ExitCode.FAILED, "COMMAND_NOT_STARTED", String.valueOf(e.getMessage()));
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private int failed(RegistrationState state) {
        if (state instanceof RegistrationState.Rejected rejected) {
            throw rejected.cause();
        }
        if (state instanceof RegistrationState.Fenced) {
            throw new CliException(
                    ExitCode.FENCED, "LEASE_REPLACED", "a newer registration took over " + spec.key() + "; ended");
        }
        return ExitCode.OK.number();
    }

    private void tell(RegistrationState.Registered registered) {
        session.answer(
                WriteJson.registered(spec, registered.leaseId(), registered.revision()),
                () -> session.terminal()
                        .answer("Registered " + spec.key() + ": lease " + registered.leaseId() + ", revision "
                                + registered.revision() + "; " + InstanceText.ttl(spec.lease()) + "; kept alive"));
    }

    /** Says on standard error what becomes of the registration: standard output may be the command's. */
    private final class Narrator implements RegistrationListener {
        @Override
        public void stateChanged(RegistrationState previous, RegistrationState current) {
            if (current instanceof RegistrationState.Unreachable) {
                say("no node answers renewals; trying on");
            } else if (current instanceof RegistrationState.Registering
                    && !(previous instanceof RegistrationState.Registering)) {
                say("the lease is no longer known; registering again");
            } else if (current instanceof RegistrationState.Registered registered
                    && previous instanceof RegistrationState.Unreachable) {
                say("renewals are answered again, lease " + registered.leaseId());
            }
            if (current.isFinal()) {
                ended.complete(current);
            }
        }

        @Override
        public void recovered(long leaseId) {
            say("lease " + leaseId + " had lapsed and is alive again");
        }

        private void say(String what) {
            session.terminal().notice("registryctl: " + spec.key() + ": " + what);
        }
    }
}
