package io.serviceregistry.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against scripts in the place of the programs: that each fault is taken back as it was made. */
class ContainerFaultsTest {
    private static final ComposeNode NODE = new ComposeNode("n2", "second", "c2");

    @TempDir
    private Path directory;

    private Scripts scripts;
    private ContainerFaults faults;

    @BeforeEach
    void writePrograms() throws IOException {
        scripts = new Scripts(directory);
        Program docker = scripts.program("docker", """
                case "$*" in
                  *Networks*) printf 'inner\\nouter\\n\\n' ;;
                  *Pid*) echo 4711 ;;
                esac
                """);
        faults = new ContainerFaults(docker, scripts.program("nsenter", "exit 0\n"));
    }

    @Test
    void aKilledNodeIsStartedAgain() throws IOException {
        faults.begin(ContainerFault.KILL, NODE).run();
        assertThat(scripts.asked("docker")).containsExactly("kill c2", "start c2");
    }

    @Test
    void aPausedNodeGoesOn() throws IOException {
        faults.begin(ContainerFault.PAUSE, NODE).run();
        assertThat(scripts.asked("docker")).containsExactly("pause c2", "unpause c2");
    }

    @Test
    void aDisconnectedNodeIsBackOnAllItsNetworksUnderItsName() throws IOException {
        faults.begin(ContainerFault.DISCONNECT, NODE).run();
        assertThat(scripts.asked("docker"))
                .endsWith(
                        "network disconnect inner c2",
                        "network disconnect outer c2",
                        "network connect --alias second inner c2",
                        "network connect --alias second outer c2");
    }

    @Test
    void theRuleThatDropsPacketsIsTakenOutOfTheSameNetwork() throws IOException {
        faults.begin(ContainerFault.LOSS, NODE).run();
        String rule = " INPUT ! -i lo -m statistic --mode random --probability 0.33 -j DROP";
        assertThat(scripts.asked("nsenter"))
                .containsExactly("-t 4711 -n iptables -w -I" + rule, "-t 4711 -n iptables -w -D" + rule);
    }

    @Test
    void whatCannotBeDoneIsSaidBeforehand() throws IOException {
        assertThat(faults.whyNoLoss(NODE)).isEmpty();
        ContainerFaults without = new ContainerFaults(
                scripts.program("docker", "echo 4711\n"),
                scripts.program("nsenter", "echo 'not permitted' >&2\nexit 1\n"));
        assertThat(without.whyNoLoss(NODE))
                .hasValueSatisfying(reason -> assertThat(reason).endsWith("ended with 1: not permitted"));
    }
}
