package io.serviceregistry.client.internal.lease;

import io.serviceregistry.client.RegistryException;
import io.serviceregistry.client.internal.call.Backoff;
import io.serviceregistry.client.internal.call.Scheduler;
import io.serviceregistry.client.internal.call.StatusMapper;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * What is underway for a registration, and which of it still matters: whatever begins in an era is void once the next
 * era has begun.
 *
 * <p>Confined to the scheduler's thread, on which it also brings the answers.
 */
final class Era {

    private final Scheduler scheduler;
    private final Backoff backoff;
    private int number;
    private int failures; // in a row

    Era(Scheduler scheduler, Backoff backoff) {
        this.scheduler = scheduler;
        this.backoff = backoff;
    }

    /** Makes everything underway void. */
    void next() {
        number++;
    }

    /** Something worked out: the next failure is a first one. */
    void worked() {
        failures = 0;
    }

    /** Handles the answer, unless the era is over by then. */
    <T> void during(CompletableFuture<T> answer, Consumer<T> onAnswer, Consumer<RegistryException> onFailure) {
        during(answer, onAnswer, onFailure, late -> {});
    }

    /** Handles the answer, if the era is over by then in another way. */
    <T> void during(
            CompletableFuture<T> answer,
            Consumer<T> onAnswer,
            Consumer<RegistryException> onFailure,
            Consumer<T> tooLate) {
        int mine = number;
        CompletableFuture<?> unused = answer.whenComplete((value, thrown) -> scheduler.execute(() -> {
            if (thrown != null) {
                if (number == mine) {
                    onFailure.accept(asRegistryException(thrown));
                }
            } else if (number == mine) {
                onAnswer.accept(value);
            } else {
                tooLate.accept(value);
            }
        }));
    }

    /** Does it again after a while, the longer the more has failed, unless the era is over by then. */
    void retry(Runnable again) {
        int mine = number;
        failures++;
        scheduler.schedule(backoff.delayNanos(failures), () -> {
            if (number == mine) {
                again.run();
            }
        });
    }

    private static RegistryException asRegistryException(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof RegistryException known ? known : StatusMapper.defect(cause);
    }
}
