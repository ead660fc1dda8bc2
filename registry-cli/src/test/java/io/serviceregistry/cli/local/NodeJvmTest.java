package io.serviceregistry.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class NodeJvmTest {

    private final NodeFolder folder = new NodeFolder(Path.of("/x/n1"));

    @Test
    void theCommandEndsWithTheProgramAndItsConfiguration() {
        List<String> command = new NodeJvm(Path.of("/jdk"), 17).command(folder);
        assertThat(command)
                .contains("/jdk/bin/java", "-Xms256m", "-Xmx512m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError")
                .endsWith("-cp", "/x/n1/lib/*", "io.serviceregistry.node.boot.Main", "--config", "/x/n1/node.yaml");
    }

    @Test
    void laterReleasesAreGivenTheAccessTheyAskFor() {
        assertThat(new NodeJvm(Path.of("/jdk"), 23).command(folder))
                .doesNotContain("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
        assertThat(new NodeJvm(Path.of("/jdk"), 24).command(folder))
                .contains("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    }
}
