package io.serviceregistry.client.balance;

import static io.serviceregistry.client.testkit.Instances.snapshot;
import static io.serviceregistry.client.testkit.Instances.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.ServiceSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The example of docs/client.md, between the marks, compiles and does what the page says. */
class DocumentedExampleTest {

    private static final Path HERE =
            Path.of("src/test/java/io/serviceregistry/client/balance/DocumentedExampleTest.java");

    private final View view = new View(snapshot(up("a"), up("b"), up("c")));
    private final List<String> called = new ArrayList<>();

    // example
    private final Balancer balancer = Balancer.over(view::current)
            .policy(Policies.leastOutstanding())
            .zone("eu-1")
            .outliers(OutlierEjection.defaults())
            .build();

    String fetch(String path) throws IOException {
        Set<InstanceKey> tried = new HashSet<>();
        while (true) {
            try (Choice choice = balancer.choose(tried)) { // NoInstanceException says why there is none
                try {
                    String answer = get(choice.endpoint().uri() + path);
                    choice.succeeded();
                    return answer;
                } catch (IOException e) {
                    choice.failed();
                    tried.add(choice.instance().key());
                    if (tried.size() == 2) { // one retry, elsewhere, for calls that may be made twice
                        throw e;
                    }
                }
            }
        }
    }
    // end of example

    @Test
    void aCallThatFailsIsMadeElsewhere() throws IOException {
        assertThat(fetch("/orders")).isEqualTo("answer 2");
        assertThat(called).hasSize(2).doesNotHaveDuplicates().allMatch(uri -> uri.endsWith(":80/orders"));
        assertThat(balancer.candidates()).allMatch(candidate -> candidate.outstanding() == 0);
    }

    @Test
    void thePageShowsWhatIsCompiledHere() throws IOException {
        String source = Files.readString(HERE);
        String example =
                source.substring(source.indexOf("    // example\n"), source.indexOf("    // end of example\n"));
        assertThat(Files.readString(Path.of("../docs/client.md")))
                .contains(
                        example.replace("    // example\n", "").stripTrailing().stripIndent());
    }

    private String get(String uri) throws IOException {
        called.add(uri);
        if (called.size() == 1) {
            throw new IOException("connection refused");
        }
        return "answer " + called.size();
    }

    private record View(ServiceSnapshot current) {}
}
