package io.serviceregistry.node.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBookTest {
    private static final int NODES = 5;

    /** A disk: whatever was kept in it last. */
    private static final class Kept implements AddressStore {
        private List<AddressEntry> entries = List.of();

        @Override
        public Collection<AddressEntry> load() {
            return entries;
        }

        @Override
        public void keep(Collection<AddressEntry> now) {
            entries = List.copyOf(now);
        }
    }

    @Test
    void whoMovesIsBelievedAndWhoStaysIsNotCounted() {
        AddressBook n1 = new AddressBook("n1", new Kept());
        AddressBook n2 = new AddressBook("n2", new Kept());
        n1.say("n1", at("a"));
        n1.say("n1", at("a"));
        assertThat(n1.entries()).containsValue(new AddressEntry("n1", 1, at("a")));
        assertThat(n2.hear(n1.entries().values())).isTrue();
        assertThat(n2.hear(n1.entries().values())).as("no news").isFalse();
        n1.say("n1", at("b"));
        n2.hear(n1.entries().values());
        assertThat(n2.find("n1")).contains(at("b"));
    }

    @Test
    void aNodeThatHasForgottenItsMovesIsBelievedAgain() {
        AddressBook n2 = new AddressBook("n2", new Kept());
        n2.hear(List.of(new AddressEntry("n1", 7, at("old"))));
        AddressBook n1 = new AddressBook("n1", new Kept());
        n1.say("n1", at("new"));
        n1.hear(n2.entries().values());
        n2.hear(n1.entries().values());
        assertThat(n2.find("n1")).contains(at("new"));
        assertThat(n1.find("n1")).contains(at("new"));
    }

    @Test
    void whatAnOperatorSaysOfAnAddedNodeHoldsOverWhatWasSaidOfTheFormerOne() {
        AddressBook leader = new AddressBook("n1", new Kept());
        leader.hear(List.of(new AddressEntry("n3", 4, at("former"))));
        leader.say("n3", at("added"));
        AddressBook late = new AddressBook("n2", new Kept());
        late.hear(List.of(new AddressEntry("n3", 4, at("former"))));
        late.hear(leader.entries().values());
        assertThat(late.find("n3")).contains(at("added"));
    }

    @Test
    void aBookIsBounded() {
        AddressBook book = new AddressBook("n1", new Kept());
        book.say("n1", at("a"));
        book.hear(IntStream.range(0, 1_000)
                .mapToObj(i -> new AddressEntry("x" + i, 1, at("x" + i)))
                .toList());
        assertThat(book.entries()).hasSize(AddressBook.MAX_ENTRIES);
        book.hear(List.of(new AddressEntry("x1", 2, at("y"))));
        assertThat(book.find("x1")).contains(at("y"));
    }

    /** Whatever moves, restarts, forgets and is told in whatever order: once all have told all, everybody knows where all are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void allGetToKnowWhereAllAre(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            Map<String, Kept> disks = new HashMap<>();
            Map<String, AddressBook> books = new TreeMap<>();
            Map<String, NodeAddresses> truth = new TreeMap<>();
            for (int i = 0; i < NODES; i++) {
                start("n" + i, at("h" + i), disks, books, truth);
            }
            for (int step = 0; step < 60; step++) {
                String node = "n" + random.nextInt(NODES);
                String other = "n" + random.nextInt(NODES);
                switch (random.nextInt(4)) {
                    case 0 -> start(node, at("h" + random.nextInt(3 * NODES)), disks, books, truth);
                    case 1 -> {
                        if (random.nextInt(4) == 0) {
                            disks.remove(node);
                        }
                        start(node, at("h" + random.nextInt(3 * NODES)), disks, books, truth);
                    }
                    default -> of(other, books).hear(of(node, books).entries().values());
                }
            }
            // There and back: what is wrong about a node must reach it, and its answer everybody.
            for (int times = 0; times < 3; times++) {
                for (AddressBook from : books.values()) {
                    for (AddressBook to : books.values()) {
                        to.hear(from.entries().values());
                    }
                }
            }
            for (AddressBook book : books.values()) {
                truth.forEach((node, addresses) -> assertThat(book.find(node)).contains(addresses));
            }
        }
    }

    private static void start(
            String node,
            NodeAddresses addresses,
            Map<String, Kept> disks,
            Map<String, AddressBook> books,
            Map<String, NodeAddresses> truth) {
        AddressBook book = new AddressBook(node, disks.computeIfAbsent(node, id -> new Kept()));
        book.say(node, addresses);
        books.put(node, book);
        truth.put(node, addresses);
    }

    private static AddressBook of(String node, Map<String, AddressBook> books) {
        return Objects.requireNonNull(books.get(node));
    }

    private static NodeAddresses at(String host) {
        return new NodeAddresses(host + ":1", host + ":2", host + ":3", "");
    }
}
