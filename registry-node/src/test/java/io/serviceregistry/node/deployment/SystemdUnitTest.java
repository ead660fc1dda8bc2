package io.serviceregistry.node.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.boot.ExitCode;
import io.serviceregistry.node.boot.Main;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.config.NodeConfigLoader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The unit of a node knows the program that it starts. */
class SystemdUnitTest {
    private final String unit = Deployment.text("cluster-config/systemd/service-registry@.service");

    @Test
    void aNodeIsStartedAgainUnlessAnOperatorHasToAct() {
        List<String> leftAlone = Stream.of(
                        ExitCode.USAGE,
                        ExitCode.CONFIG,
                        ExitCode.DATA_DIRECTORY,
                        ExitCode.REMOVED,
                        ExitCode.NEWER_LEVEL)
                .map(code -> String.valueOf(code.number()))
                .toList();

        assertThat(value("Restart")).isEqualTo("on-failure");
        assertThat(Arrays.asList(value("RestartPreventExitStatus").split(" "))).isEqualTo(leftAlone);
    }

    @Test
    void aNodeHasTheTimeThatItNeedsToStop() {
        assertThat(Duration.ofSeconds(Long.parseLong(value("TimeoutStopSec"))))
                .isGreaterThanOrEqualTo(Deployment.longestStop(config().stop()));
    }

    @Test
    void theProgramAndItsVariablesAreThere() {
        assertThat(unit).contains(" " + Main.class.getName() + " --config ");
        assertThat(config().node().id()).isEqualTo("n2");
        assertThat(config().node().dataDir()).hasToString("/var/lib/service-registry/n2/data");
    }

    /** Of a file that is the same on all machines, by what the unit adds. */
    private NodeConfig config() {
        String environment = value("Environment").replace("%S", "/var/lib").replace("%i", "n2");
        return NodeConfigLoader.load(
                Deployment.file("cluster-config/three-nodes/n1.yaml"),
                Stream.of(environment.split(" "))
                        .map(variable -> variable.split("=", 2))
                        .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])));
    }

    private String value(String key) {
        Matcher matcher =
                Pattern.compile("^" + key + "=(.*)$", Pattern.MULTILINE).matcher(unit);
        assertThat(matcher.find()).as(key).isTrue();
        return matcher.group(1);
    }
}
