package io.serviceregistry.node.disk;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BacklogTest {
    private final Backlog backlog = new Backlog();

    @Test
    void isOfNoAgeWhileEverythingIsDone() {
        backlog.observe(0, 5, 5);
        backlog.observe(100, 9, 9);

        assertThat(backlog.ageNanos(100)).isZero();
    }

    @Test
    void isAsOldAsTheLookThatSawItsOldestPieceFirst() {
        backlog.observe(0, 5, 5);
        backlog.observe(100, 6, 5);
        backlog.observe(200, 9, 5);

        assertThat(backlog.ageNanos(250)).isEqualTo(150);
        assertThat(backlog.awaited()).isEqualTo(6);
    }

    @Test
    void startsAnewWhenWhatItSawFirstIsDone() {
        backlog.observe(0, 6, 5);
        backlog.observe(100, 9, 6);

        assertThat(backlog.ageNanos(150)).isEqualTo(50);
        assertThat(backlog.awaited()).isEqualTo(9);
    }

    @Test
    void forgetsWhatWasGivenUp() {
        backlog.observe(0, 10, 5); // then the entries 8 to 10 are cut off
        backlog.observe(100, 7, 7);

        assertThat(backlog.ageNanos(100)).isZero();
    }
}
