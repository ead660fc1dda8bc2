package io.serviceregistry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.cli.testkit.ManualClock;
import io.serviceregistry.cli.testkit.RecordingTerminal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a user meets it, as far as that goes without a registry. */
class RegistryCtlTest {

    @TempDir
    Path checkout = Path.of("");

    private final Map<String, String> environment = new HashMap<>();
    private final RecordingTerminal terminal = new RecordingTerminal();

    @Nested
    class WrongCommandLines {

        @Test
        void exitWithTwoAndOneLine() {
            assertThat(run("discover")).isEqualTo(2);
            assertThat(terminal.err())
                    .isEqualTo("registryctl: Missing required parameter: 'SERVICE'"
                            + " (see 'registryctl discover --help')\n");
            assertThat(terminal.out()).isEmpty();
        }

        @Test
        void areAnErrorObjectInJsonMode() {
            assertThat(run("register", "payments", "--output=json")).isEqualTo(2);
            assertThat(terminal.err())
                    .isEqualTo("{\"error\":{\"reason\":\"USAGE\",\"message\":\"Missing required option: '--id=ID'"
                            + " (see 'registryctl register --help')\",\"exit_code\":2}}\n");
        }

        @Test
        void nameTheDurationTheyDoNotUnderstand() {
            assertThat(run("register", "payments", "--id", "p1", "--ttl", "5 minutes"))
                    .isEqualTo(2);
            assertThat(terminal.err()).contains("--ttl").contains("'5 minutes'").contains("or none");
        }

        @Test
        void includeACommandWithoutKeepAlive() {
            assertThat(run("register", "payments", "--id", "p1", "sleep", "10")).isEqualTo(2);
            assertThat(terminal.err()).contains("a COMMAND needs --keep-alive: sleep 10");
        }

        @Test
        void includeAnUpdateOfNothing() {
            assertThat(run("update", "payments", "p1")).isEqualTo(2);
            assertThat(terminal.err()).contains("nothing to update");
        }

        @Test
        void includeTwoFilters() {
            assertThat(run("discover", "payments", "--all", "--alive")).isEqualTo(2);
        }

        @Test
        void includeAnAgeWithoutALocalRead() {
            assertThat(run("discover", "payments", "--max-age", "1s")).isEqualTo(2);
            assertThat(terminal.err()).contains("--max-age needs --consistency local");
        }

        @Test
        void includeANumberForAZoneWithoutAZone() {
            assertThat(run("discover", "payments", "--min-in-zone", "2")).isEqualTo(2);
            assertThat(terminal.err()).contains("--zone=ZONE");
        }

        @Test
        void includeANegativeLimit() {
            assertThat(run("discover", "payments", "--limit", "-1", "--address", "127.0.0.1:1"))
                    .isEqualTo(2);
            assertThat(terminal.err()).contains("limit: -1 (expected: >= 0)");
        }

        @Test
        void includeAnUnknownConsistency() {
            assertThat(run("discover", "payments", "--consistency", "eventual")).isEqualTo(2);
            assertThat(terminal.err()).contains("'eventual'").contains("at-least=REV");
        }

        @Test
        void includeAnOverrideOfNothingOrOfTwoThings() {
            for (String line : List.of(
                    "drain",
                    "drain payments",
                    "drain payments p1 --zone a",
                    "drain --service payments p1",
                    "undrain --service payments --zone a",
                    "override set --status DOWN",
                    "override clear payments")) {
                assertThat(run(line.split(" "))).as(line).isEqualTo(2);
                assertThat(terminal.err())
                        .as(line)
                        .contains("name one of SERVICE ID, --service SERVICE and --zone ZONE");
            }
        }

        @Test
        void includeFourNodes() {
            assertThat(run("cluster", "up", "--nodes", "4")).isEqualTo(2);
            assertThat(terminal.err()).contains("3 or 5");
        }

        @Test
        void includeNoCommandAtAll() {
            assertThat(run()).isEqualTo(2);
            assertThat(run("cluster")).isEqualTo(2);
        }

        @Test
        void includeAWeightOfZero() {
            assertThat(run("register", "payments", "--id", "p1", "--weight", "0", "--address", "127.0.0.1:1"))
                    .isEqualTo(2);
            assertThat(terminal.err()).contains("weight: 0 (expected: > 0)");
        }

        @Test
        void includeAnAddressWithoutAPort() {
            assertThat(run("services", "--address", "localhost")).isEqualTo(2);
            assertThat(terminal.err()).contains("address: localhost (expected: host:port)");
        }
    }

    @Nested
    class WithoutARegistry {

        @Test
        void theErrorSaysWhatToDo() {
            assertThat(run("services")).isEqualTo(2);
            assertThat(terminal.err())
                    .contains("--address")
                    .contains("REGISTRY_ADDRESSES")
                    .contains("bin/registryctl cluster up");
        }

        @Test
        void thereIsNoClusterToLookAt() {
            assertThat(run("cluster", "status")).isEqualTo(3);
            assertThat(terminal.err()).contains("no local cluster in " + checkout.resolve(".local-cluster"));
        }

        @Test
        void anotherFolderMayBeNamed() {
            environment.put("REGISTRY_HOME_DIR", "/elsewhere");
            run("cluster", "status");
            assertThat(terminal.err()).contains("no local cluster in /elsewhere");
            run("cluster", "status", "--dir", "/there");
            assertThat(terminal.err()).contains("no local cluster in /there");
        }

        @Test
        void stoppingNothingIsFine() {
            assertThat(run("cluster", "down", "-o", "json")).isZero();
            assertThat(terminal.out()).isEqualTo("{\"stopped\":[],\"killed\":[],\"data_deleted\":false}\n");
        }
    }

    @Test
    void completionCoversTheCommands() {
        assertThat(run("completion")).isZero();
        assertThat(terminal.out()).contains("transfer-leadership").contains("complete -F");
    }

    @Test
    void helpTellsTheExitCodes() {
        assertThat(run("register", "--help")).isZero();
        assertThat(run("--version")).isZero();
    }

    private int run(String... args) {
        Surroundings surroundings = new Surroundings(
                environment, checkout, "bin/registryctl", Path.of("/"), terminal.terminal(), new ManualClock());
        return RegistryCtl.commandLine(surroundings).execute(args);
    }
}
