package io.serviceregistry.cli.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a node.
 *
 * @param javaHome the JDK or JRE that runs it
 * @param release the feature release of that Java
 */
public record NodeJvm(Path javaHome, int release) {
    private static final String MAIN = "io.serviceregistry.node.boot.Main";
    private static final int FIRST_RELEASE_ASKING_FOR_ACCESS = 24;

    /** The Java that runs this program. */
    public static NodeJvm ofThisProcess() {
        return new NodeJvm(
                Path.of(System.getProperty("java.home", "")), Runtime.version().feature());
    }

    /** The command that becomes the node. */
    List<String> command(NodeFolder folder) {
        return command(folder.lib(), folder.config());
    }

    /** The command that makes a node's data directory of a backup, and ends. */
    List<String> restoreCommand(Path lib, Path config, Path backup, boolean beside) {
        List<String> command = command(lib, config);
        command.addAll(List.of("--restore", backup.toString()));
        if (beside) {
            command.add("--beside-old");
        }
        return command;
    }

    private List<String> command(Path lib, Path config) {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(List.of("-Xms256m", "-Xmx512m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError"));
        // Without it Ratis' own Netty hoards direct memory for each of its threads.
        command.add("-Dorg.apache.ratis.thirdparty.io.netty.allocator.useCacheForAllThreads=false");
        if (release >= FIRST_RELEASE_ASKING_FOR_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-cp");
        command.add(lib.resolve("*").toString());
        command.add(MAIN);
        command.add("--config");
        command.add(config.toString());
        return command;
    }
}
