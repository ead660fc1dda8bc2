package io.serviceregistry.node.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Nodes as processes of their own, of a cluster of one, as they are packaged.
 *
 * @param directory for their configurations, their data and what they say
 */
record NodeCommand(Path directory) {
    /** How a process ended. */
    record Ended(int exitCode, List<String> errorLines) {}

    /** A configuration with free ports, of node n1 of the cluster "test". */
    Path config(String data, String more) throws IOException {
        return config(data, FreePorts.find(3), more);
    }

    /** A configuration with these ports for clients, nodes and Raft. */
    Path config(String data, List<Integer> ports, String more) throws IOException {
        String yaml = """
                cluster:
                  id: test
                  members:
                    - {id: n1, grpc: "127.0.0.1:%d", peer: "127.0.0.1:%d", raft: "127.0.0.1:%d"}
                node:
                  id: n1
                  data-dir: %s
                %s""".formatted(ports.get(0), ports.get(1), ports.get(2), directory.resolve(data), more);
        return Files.writeString(directory.resolve("node.yaml"), yaml);
    }

    /** Runs a node, or whatever these arguments make of it, to its end. */
    Ended run(String... arguments) throws IOException, InterruptedException {
        return end(start(Main.class, arguments));
    }

    /** Starts a program that is in the tests or in the node; its standard output goes to a file. */
    Process start(Class<?> program, String... arguments) throws IOException {
        return command(program, arguments).redirectOutput(output().toFile()).start();
    }

    /** A program to be started; unless told otherwise, its standard output is a pipe. */
    ProcessBuilder command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m"));
        if (Runtime.version().feature() >= 24) {
            command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        }
        command.addAll(List.of(
                "-cp",
                Path.of("target", "dist", "lib", "*") + ":" + Path.of("target", "test-classes"),
                program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(errors().toFile());
    }

    /** Waits for the end of a process. */
    Ended end(Process process) throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS))
                    .as("it ends by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), Files.readAllLines(errors(), StandardCharsets.UTF_8));
    }

    /** What the last one said on standard output. */
    Path output() {
        return directory.resolve("stdout");
    }

    private Path errors() {
        return directory.resolve("stderr");
    }
}
