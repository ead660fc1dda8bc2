package io.serviceregistry.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The README's first commands, as a user types them: the script, real nodes, real signals. */
class RegistryctlClusterTest {

    private static final Path SCRIPT = Path.of("bin/registryctl").toAbsolutePath();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Several builds on one machine do not meet; stays below the ports that systems hand out. */
    private static final long PORT_OFFSET = 10_000 + ProcessHandle.current().pid() % 1_000 * 10;

    @TempDir
    Path temporary = Path.of("");

    @AfterEach
    void down() throws Exception {
        run("cluster", "down", "--delete-data");
    }

    @Test
    void aClusterSurvivesTheLossOfItsLeaderAndForgetsNothing() throws Exception {
        // A cluster comes up, and says so.
        Run up = run("cluster", "up", "--port-offset", Long.toString(PORT_OFFSET), "-o", "json");
        assertThat(up.exitCode).as(up.toString()).isZero();
        String leader = up.json().get("leader").asText();
        assertThat(up.json().get("members")).hasSize(3);

        // The first call has made what spares later ones a third of their start.
        assertThat(Path.of("target", "dist", "classes-" + Runtime.version().feature() + ".jsa"))
                .isNotEmptyFile();

        // Up again changes nothing.
        assertThat(run("cluster", "up").exitCode).isZero();

        // An instance without heartbeats is registered and found.
        Run registered = run(
                "register",
                "payments",
                "--id",
                "p1",
                "--endpoint",
                "http://127.0.0.1:8001",
                "--ttl",
                "none",
                "--meta",
                "version=2",
                "-o",
                "json");
        assertThat(registered.exitCode).as(registered.toString()).isZero();
        assertThat(found("payments")).containsExactly("p1");

        // A selector chooses among what is there, for a watch too; one that breaks a rule is a wrong command line.
        assertThat(run("discover", "payments", "-l", "version=3", "-o", "json")
                        .json()
                        .get("empty_reason")
                        .asText())
                .isEqualTo("FILTERED_OUT");
        Run watched = run("watch", "payments", "--selector", "version in (1,2)", "--once", "-o", "json");
        assertThat(watched.exitCode).as(watched.toString()).isZero();
        assertThat(watched.json().get("synced").get("instances").findValuesAsText("instance_id"))
                .containsExactly("p1");
        assertThat(run("watch", "payments", "--selector", "version in").exitCode)
                .isEqualTo(2);

        // A zone that nobody is in spills over, and a limit is kept.
        Run zoned = run("discover", "payments", "--zone", "a", "--min-in-zone", "1", "--limit", "1", "-o", "json");
        assertThat(zoned.json().get("spilled_over").asBoolean())
                .as(zoned.toString())
                .isTrue();
        assertThat(zoned.json().get("matching").asInt()).isEqualTo(1);
        assertThat(zoned.json().get("next_page_token").isNull()).isTrue();

        // The leader is killed: another one answers, the instance is still there, and the status says who is missing.
        assertThat(run("cluster", "kill", "leader", "-o", "json")
                        .json()
                        .get("node")
                        .asText())
                .isEqualTo(leader);
        assertThat(found("payments")).containsExactly("p1");
        Run degraded = run("cluster", "status", "-o", "json");
        assertThat(degraded.exitCode).as(degraded.toString()).isEqualTo(1);
        assertThat(member(degraded, leader).get("role").asText()).isEqualTo("stopped");

        // It comes back and catches up: equal digests everywhere.
        assertThat(run("cluster", "start", leader).exitCode).isZero();
        Run healed = run("cluster", "status", "-o", "json");
        assertThat(healed.exitCode).as(healed.toString()).isZero();
        assertThat(healed.json().get("members").findValuesAsText("digest"))
                .hasSize(3)
                .allMatch(digest ->
                        digest.equals(member(healed, leader).get("digest").asText()));

        // One that crashes by itself is started again, and the status says so.
        ProcessHandle.of(pid(leader)).orElseThrow().destroyForcibly();
        await().atMost(Duration.ofMinutes(2)).untilAsserted(() -> {
            Run recovered = run("cluster", "status", "-o", "json");
            assertThat(recovered.exitCode).as(recovered.toString()).isZero();
            assertThat(member(recovered, leader).get("restarts").asInt()).isEqualTo(1);
        });

        // A command runs while it is registered, and its exit code is ours.
        Run kept = run(
                "register",
                "payments",
                "--id",
                "p2",
                "--keep-alive",
                "--",
                "sh",
                "-c",
                SCRIPT + " instance payments p2 --dir " + temporary.resolve("cluster") + " && exit 7");
        assertThat(kept.exitCode).as(kept.toString()).isEqualTo(7);
        assertThat(kept.out).contains("default/payments/p2");
        assertThat(run("instance", "payments", "p2").exitCode).isEqualTo(3);

        // A lease that was replaced fences its former holder.
        long lease = registered.json().get("lease_id").asLong();
        assertThat(run("register", "payments", "--id", "p1", "--ttl", "none").exitCode)
                .isZero();
        assertThat(run("deregister", "payments", "p1", "--lease", Long.toString(lease)).exitCode)
                .isEqualTo(6);
    }

    /** What an operator does with a cluster once it is there. Takes a minute: see docs/testing.md. */
    @Test
    @Tag("long-form")
    @EnabledIfSystemProperty(named = "long.form", matches = "true", disabledReason = "long: see docs/testing.md")
    void aClusterOutlivesPausesRestartsMovesAndARestore() throws Exception {
        Run up = run("cluster", "up", "--port-offset", Long.toString(PORT_OFFSET), "-o", "json");
        assertThat(up.exitCode).as(up.toString()).isZero();
        String leader = up.json().get("leader").asText();
        assertThat(run("register", "payments", "--id", "p1", "--endpoint", "http://127.0.0.1:8001", "--ttl", "none")
                        .exitCode)
                .isZero();

        // A paused node is seen as paused, and is healthy again after the pause.
        assertThat(run("cluster", "pause", leader).exitCode).isZero();
        assertThat(member(run("cluster", "status", "-o", "json"), leader)
                        .get("role")
                        .asText())
                .isEqualTo("paused");
        assertThat(run("cluster", "resume", leader).exitCode).isZero();

        // Every node gets a new process, and the registry is there all the time.
        List<Long> before = List.of(pid("n1"), pid("n2"), pid("n3"));
        Run rolled = run("cluster", "rolling-restart", "-o", "json");
        assertThat(rolled.exitCode).as(rolled.toString()).isZero();
        assertThat(rolled.json().get("members"))
                .allMatch(member -> member.get("healthy").asBoolean());
        assertThat(List.of(pid("n1"), pid("n2"), pid("n3"))).doesNotContainAnyElementsOf(before);
        assertThat(found("payments")).containsExactly("p1");

        // What was registered outlives a stop of the whole cluster, and a start of all nodes at other addresses.
        assertThat(run("cluster", "down").exitCode).isZero();
        assertThat(run("services").exitCode).isEqualTo(4);
        Run moved = run("cluster", "move", "--port-offset", Long.toString(PORT_OFFSET + 10), "-o", "json");
        assertThat(moved.exitCode).as(moved.toString()).isZero();
        assertThat(moved.json().get("members"))
                .allMatch(member -> member.get("healthy").asBoolean());
        assertThat(found("payments")).containsExactly("p1");

        // A backup is the beginning of another cluster, where there is none.
        String backup = temporary.resolve("backup").toString();
        Run saved = run("backup", "save", backup, "-o", "json");
        assertThat(saved.exitCode).as(saved.toString()).isZero();
        Run refused = run("cluster", "up", "--restore", backup);
        assertThat(refused.exitCode).as(refused.toString()).isEqualTo(1);
        assertThat(refused.err).contains("has data; restore to another --dir");
        assertThat(run("cluster", "down", "--delete-data").exitCode).isZero();
        Run restored =
                run("cluster", "up", "--port-offset", Long.toString(PORT_OFFSET), "--restore", backup, "-o", "json");
        assertThat(restored.exitCode).as(restored.toString()).isZero();
        assertThat(found("payments")).containsExactly("p1");
        Run status = run("status", "-o", "json");
        assertThat(status.json().get("nodes")).allSatisfy(node -> {
            assertThat(node.get("cluster").asText()).startsWith("local-");
            assertThat(node.get("revision").asLong())
                    .isGreaterThan(1_000_000_000L)
                    .isGreaterThan(saved.json().get("revision").asLong());
        });
    }

    private List<String> found(String service) throws Exception {
        Run run = run("discover", service, "-o", "json");
        assertThat(run.exitCode).as(run.toString()).isZero();
        return run.json().get("instances").findValuesAsText("instance_id");
    }

    private long pid(String node) throws IOException {
        Properties file = new Properties();
        file.load(new StringReader(
                Files.readString(temporary.resolve("cluster").resolve(node).resolve("node.pid"))));
        return Long.parseLong(file.getProperty("pid"));
    }

    private static JsonNode member(Run status, String id) {
        for (JsonNode member : status.json().get("members")) {
            if (member.get("id").asText().equals(id)) {
                return member;
            }
        }
        throw new AssertionError("no member " + id + " in " + status);
    }

    private Run run(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(SCRIPT.toString(), "--dir", temporary.resolve("cluster").toString()));
        command.addAll(List.of(args));
        Path out = temporary.resolve("out");
        Path err = temporary.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("REGISTRYCTL_NO_BUILD", "1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("REGISTRY_ADDRESSES");
        Process process = builder.start();
        if (!process.waitFor(3, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Run(
                String.join(" ", args),
                process.waitFor(),
                Files.readString(out).strip(),
                Files.readString(err).strip());
    }

    /** What became of a command. */
    private record Run(String command, int exitCode, String out, String err) {
        JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (IOException e) {
                throw new AssertionError("no JSON: " + this, e);
            }
        }
    }
}
