package io.serviceregistry.bench.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a registry node is run as a process.
 *
 * @param javaHome the JDK or JRE that runs it
 * @param release the feature release of that Java
 * @param classPath the jars of the node: entries joined as {@code java -cp} takes them
 * @param mainClass what to run
 * @param flags flags of the JVM, the heap among them
 */
public record NodeJava(Path javaHome, int release, String classPath, String mainClass, List<String> flags) {
    private static final String MAIN = "io.serviceregistry.node.boot.Main";
    private static final int FIRST_RELEASE_ASKING_FOR_ACCESS = 24;

    public NodeJava {
        flags = List.copyOf(flags);
    }

    /** The node that a checkout has built, on the Java that runs this program, with the heap of {@code registryctl cluster up}. */
    public static NodeJava ofCheckout(Path checkout) {
        return new NodeJava(
                Path.of(System.getProperty("java.home")),
                Runtime.version().feature(),
                checkout.resolve("registry-node/target/dist/lib").resolve("*").toString(),
                MAIN,
                List.of("-Xms256m", "-Xmx512m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError"));
    }

    /**
     * The same for nodes that are started again and again and live for minutes: compiled quickly rather than well, so that a
     * restart takes few of the cores that everybody shares.
     */
    public NodeJava startedOften() {
        return withFlags(List.of(
                "-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"));
    }

    /** The same with other flags. */
    public NodeJava withFlags(List<String> newFlags) {
        return new NodeJava(javaHome, release, classPath, mainClass, newFlags);
    }

    /** The same, running what an operator runs, whatever this runs. */
    NodeJava asShipped() {
        return new NodeJava(javaHome, release, classPath, MAIN, flags);
    }

    /** The command that runs a node on a configuration file, with more arguments of the node's. */
    List<String> command(Path config, String... more) {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(flags);
        // Without it Ratis' own Netty hoards direct memory for each of its threads.
        command.add("-Dorg.apache.ratis.thirdparty.io.netty.allocator.useCacheForAllThreads=false");
        if (release >= FIRST_RELEASE_ASKING_FOR_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", classPath, mainClass, "--config", config.toString()));
        command.addAll(List.of(more));
        return command;
    }
}
