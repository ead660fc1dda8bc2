package io.serviceregistry.examples.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.client.RegistrationState;
import io.serviceregistry.client.RegistrationState.Registered;
import io.serviceregistry.client.RegistrationState.Registering;
import io.serviceregistry.client.RegistrationState.Unreachable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegistrationNewsTest {

    private final List<String> said = new ArrayList<>();
    private final RegistrationNews news = new RegistrationNews(said::add);

    @Test
    void itSaysWhenTheRegistrationIsMadeAndLostAndFoundAgain() {
        pass(
                new Registering(0),
                new Registered(7, 1),
                new Unreachable(7, 1, Instant.EPOCH),
                new Registered(7, 1),
                new Registering(7),
                new Registered(8, 3));
        assertThat(said)
                .containsExactly(
                        "registered, lease 7",
                        "the registry is away; working on",
                        "the registry is back, lease 7",
                        "the registry does not know lease 7; registering again",
                        "registered again, lease 8");
    }

    @Test
    void theEndIsWhereNothingFollows() {
        pass(new Registering(0), new Registered(7, 1), new Unreachable(7, 1, Instant.EPOCH), new Registered(7, 1));
        assertThat(news.end()).isNotDone();

        RegistrationState fenced = new RegistrationState.Fenced(7);
        pass(new Registered(7, 1), fenced);
        assertThat(news.end()).isCompletedWithValue(fenced);
        assertThat(said).last().asString().contains("another process");
    }

    private void pass(RegistrationState... states) {
        for (int i = 1; i < states.length; i++) {
            news.stateChanged(states[i - 1], states[i]);
        }
    }
}
