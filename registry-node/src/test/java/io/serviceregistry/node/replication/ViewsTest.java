package io.serviceregistry.node.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.Barrier;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.node.testkit.ManualCommands;
import io.serviceregistry.node.testkit.ManualReplicator;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ViewsTest {
    private final ManualReplicator log = new ManualReplicator();
    private final Queue<Runnable> handedOver = new ArrayDeque<>();
    private final Views views = new Views(log.views().current(), handedOver::add);

    @Test
    void answersAtOnceWithWhatIsPublished() {
        publishNext();

        assertThat(views.awaitIndex(1).join()).isSameAs(views.current());
        assertThat(views.awaitRevision(0).join()).isSameAs(views.current());
    }

    @Test
    void wakesThoseWhoseIndexIsReachedAndNobodyElse() {
        CompletableFuture<CatalogView> second = views.awaitIndex(2);
        CompletableFuture<CatalogView> first = views.awaitIndex(1);
        CompletableFuture<CatalogView> third = views.awaitIndex(3);

        publishNext();
        runHandedOver();
        assertThat(first.join().image().logIndex()).isEqualTo(1);
        assertThat(second).isNotDone();

        publishNext();
        runHandedOver();
        assertThat(second).isDone();
        assertThat(third).isNotDone();
    }

    @Test
    void wakesByRevisionWhenTheCatalogChanged() {
        CompletableFuture<CatalogView> waiter = views.awaitRevision(1);
        publishNext();
        assertThat(handedOver).isEmpty();

        log.apply(1, ManualCommands.register("i-1", 1_000, 0));
        views.publish(log.views().current());
        runHandedOver();

        assertThat(waiter.join().image().instances()).isEqualTo(1);
    }

    @Test
    void completesNobodyOnTheThreadOfApply() {
        CompletableFuture<CatalogView> waiter = views.awaitIndex(1);

        publishNext();

        assertThat(waiter).isNotDone();
        runHandedOver();
        assertThat(waiter).isDone();
    }

    @Test
    void forgetsThoseWhoGaveUp() {
        CompletableFuture<CatalogView> givenUp = views.awaitIndex(100);
        givenUp.cancel(false);

        publishNext();

        assertThat(handedOver).isEmpty();
    }

    private void publishNext() {
        log.apply(1, new Barrier());
        views.publish(log.views().current());
    }

    private void runHandedOver() {
        for (Runnable task = handedOver.poll(); task != null; task = handedOver.poll()) {
            task.run();
        }
    }
}
