package io.serviceregistry.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serviceregistry.client.cluster.NodeProcesses;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's two services, as a user starts them, over a real cluster: what kills, stops and outages cost their
 * orders.
 */
class ExamplesClusterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String RATE = "50"; // so that calls are in flight whenever something happens
    private static final int EXIT_OF_SIGTERM = 143;

    @TempDir
    private static Path directory;

    private static NodeProcesses nodes;

    private final List<ExampleProcess> processes = new ArrayList<>();
    private ExampleProcess first;
    private ExampleProcess second;

    /** What an order service says each second. */
    private record Second(int failed, String chargedBy, boolean connected) {
        private static final Pattern LINE =
                Pattern.compile("o1: orders \\d+, failed (\\d+).* \\| (.*) \\| registry (connected|away).*");

        static List<Second> of(ExampleProcess orders) {
            return orders.lines().stream()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .map(line -> new Second(
                            Integer.parseInt(line.group(1)),
                            line.group(2).replaceAll(" \\d+", ""),
                            line.group(3).equals("connected")))
                    .toList();
        }
    }

    /** An order service, from when it has its orders charged by both. */
    private record Orders(ExampleProcess process, int begun) {
        List<Second> seconds() {
            List<Second> all = Second.of(process);
            return all.subList(begun, all.size());
        }

        void awaitSeconds(int atLeast, Predicate<Second> thatAreSo) {
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(seconds()).filteredOn(thatAreSo).hasSizeGreaterThanOrEqualTo(atLeast));
        }
    }

    @BeforeAll
    static void startNodes() {
        nodes = new NodeProcesses(3, directory);
    }

    @AfterAll
    static void stopNodes() {
        nodes.close();
    }

    @BeforeEach
    void startPayments() {
        first = start("payment", "--id", "p1", "--takes", "100");
        second = start("payment", "--id", "p2", "--takes", "100", "--zone", "a");
        awaitLine(first, "p1: registered, lease \\d+");
        awaitLine(second, "p2: registered, lease \\d+");
    }

    @AfterEach
    void stop() {
        processes.forEach(ExampleProcess::close);
    }

    @Test
    void whenAPaymentInstanceIsKilledTheOtherTakesAllOrders() {
        Orders orders = startOrders("2");
        first.kill();
        orders.awaitSeconds(1, second -> second.chargedBy().equals("p2"));
        int settled = orders.seconds().size();
        orders.awaitSeconds(settled + 3, any -> true);
        assertThat(orders.seconds().subList(settled, settled + 3))
                .allMatch(second -> second.chargedBy().equals("p2"));
        assertThat(orders.seconds())
                .as("what was in flight is tried again elsewhere")
                .allMatch(second -> second.failed() == 0);
    }

    @Test
    void whenTheWholeRegistryIsAwayOrdersGoOn() {
        Orders orders = startOrders("1");
        nodes.ids().forEach(nodes::kill);
        orders.awaitSeconds(4, second -> !second.connected());
        awaitLine(first, "p1: the registry is away; working on");
        ExampleProcess other = start("order", "--id", "o2", "--cache", cache());
        awaitLine(other, "o2: .* failed 0 \\| p1 \\d+, p2 \\d+ \\| registry away.*, view of an earlier process .*");
        nodes.ids().forEach(nodes::start);
        awaitLine(first, "p1: the registry is back, lease \\d+");
        awaitLine(second, "p2: the registry is back, lease \\d+");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(orders.seconds()).last().matches(Second::connected));
        assertThat(orders.seconds())
                .allMatch(second -> second.failed() == 0 && second.chargedBy().equals("p1, p2"));
    }

    @Test
    void whenAPaymentInstanceIsStoppedNoOrderFailsNorIsChargedTwice() {
        Orders orders = startOrders("1");
        assertThat(first.terminate()).isEqualTo(EXIT_OF_SIGTERM);
        orders.awaitSeconds(2, second -> second.chargedBy().equals("p2"));
        assertThat(orders.seconds()).allMatch(second -> second.failed() == 0);

        assertThat(orders.process().terminate()).isEqualTo(EXIT_OF_SIGTERM);
        assertThat(second.terminate()).isEqualTo(EXIT_OF_SIGTERM);
        assertThat(first.lines()).last().asString().matches("p1: stopped, \\d+ orders charged");
        assertThat(total(first, "(\\d+) orders charged")).isEqualTo(total(orders.process(), "p1 (\\d+)"));
        assertThat(total(second, "(\\d+) orders charged")).isEqualTo(total(orders.process(), "p2 (\\d+)"));
    }

    /** Starts an order service, and waits until it is charged by both. */
    private Orders startOrders(String attempts) {
        Orders orders = new Orders(start("order", "--rate", RATE, "--attempts", attempts, "--cache", cache()), 0);
        orders.awaitSeconds(
                1, second -> second.chargedBy().equals("p1, p2") && second.connected() && second.failed() == 0);
        return new Orders(orders.process(), orders.seconds().size());
    }

    private ExampleProcess start(String service, String... args) {
        List<String> command = new ArrayList<>(List.of(service, "--registry", String.join(",", nodes.addresses())));
        command.addAll(List.of(args));
        ExampleProcess process = new ExampleProcess(directory, command.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    private static String cache() {
        return directory.resolve("views").toString();
    }

    private static void awaitLine(ExampleProcess process, String line) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(process.lines()).anyMatch(each -> each.matches(line)));
    }

    private static int total(ExampleProcess process, String pattern) {
        return Pattern.compile(pattern)
                .matcher(String.join("\n", process.lines()))
                .results()
                .mapToInt(match -> Integer.parseInt(match.group(1)))
                .sum();
    }
}
