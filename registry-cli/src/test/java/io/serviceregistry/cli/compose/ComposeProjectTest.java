package io.serviceregistry.cli.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against scripts in the place of the two programs, which write down what they are asked. */
class ComposeProjectTest {
    @TempDir
    private Path directory;

    private Scripts scripts;
    private ComposeProject project;

    @BeforeEach
    void writePrograms() throws IOException {
        scripts = new Scripts(directory);
        Program docker = scripts.program("docker", """
                case "$*" in
                  *ExitCode*) echo 137 ;;
                  inspect*c2) printf 'second\\nPATH=/bin\\nREGISTRY_NODE_ID=n2\\n' ;;
                  inspect*c1) printf 'first\\nREGISTRY_NODE_ID=n1\\n' ;;
                  inspect*) printf 'prometheus\\nPATH=/bin\\n' ;;
                  port*c1*7401) printf '0.0.0.0:27401\n[::]:27401\n' ;;
                  exec*) echo '{"leader":"n1"}'; exit 1 ;;
                esac
                """);
        Program compose = scripts.program("compose", """
                case "$1" in
                  ps) printf 'c2\\nc3\\nc1\\n' ;;
                  start) echo 'Starting first' >&2; echo 'no such container' >&2; exit 3 ;;
                esac
                """);
        project = new ComposeProject(docker, compose);
    }

    @Test
    void nodesAreTheContainersThatHaveANodeId() {
        assertThat(project.nodes())
                .containsExactly(new ComposeNode("n1", "first", "c1"), new ComposeNode("n2", "second", "c2"));
    }

    @Test
    void stoppingTellsHowTheNodeEnded() throws IOException {
        assertThat(project.stop(new ComposeNode("n1", "first", "c1"))).isEqualTo(137);
        assertThat(scripts.asked("compose")).containsExactly("stop first");
    }

    @Test
    void aNewContainerIsFoundByItsService() throws IOException {
        assertThat(project.recreate(new ComposeNode("n2", "second", "of-before")))
                .isEqualTo(new ComposeNode("n2", "second", "c2"));
        assertThat(scripts.asked("compose"))
                .containsExactly("up -d --no-deps --no-build --force-recreate second", "ps -q");
    }

    @Test
    void whatFailsSaysWhy() {
        assertThatThrownBy(() -> project.start(new ComposeNode("n1", "first", "c1")))
                .isInstanceOf(ComposeException.class)
                .hasMessageEndingWith("start first' ended with 3: no such container");
    }

    @Test
    void aPublishedPortIsReachedOnThisMachine() {
        assertThat(project.published(new ComposeNode("n1", "first", "c1"), 7401))
                .isEqualTo("127.0.0.1:27401");
        assertThatThrownBy(() -> project.published(new ComposeNode("n1", "first", "c1"), 7402))
                .isInstanceOf(ComposeException.class)
                .hasMessage("port 7402 of n1 is not published");
    }

    @Test
    void aStatusThatIsNotWellIsOneAllTheSame() throws IOException {
        assertThat(project.status(new ComposeNode("n1", "first", "c1")))
                .hasValue(new ComposeProject.Status(false, "{\"leader\":\"n1\"}\n"));
        assertThat(scripts.asked("docker")).containsExactly("exec c1 registryctl --output json cluster status");
    }
}
