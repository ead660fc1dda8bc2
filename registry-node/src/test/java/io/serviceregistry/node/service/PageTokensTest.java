package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.core.view.Selector;
import io.serviceregistry.node.service.Discovery.Filter;
import io.serviceregistry.node.testkit.Fixtures;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokensTest {
    private static final PageTokens SERVICES = PageTokens.ofServices("local", "default");
    private static final String TOKEN = SERVICES.after("payments");

    @Test
    void tokenLeadsBackToTheNameItWasMadeOf() {
        assertThat(SERVICES.read(TOKEN)).isEqualTo("payments");
        String longest = "a".repeat(255);
        assertThat(SERVICES.read(SERVICES.after(longest))).isEqualTo(longest);
    }

    @Test
    void tokenOfAnotherNamespaceOrClusterIsRefused() {
        assertRefused(PageTokens.ofServices("local", "other"), TOKEN);
        assertRefused(PageTokens.ofServices("other", "default"), TOKEN);
    }

    @Test
    void tokenOfAnotherListOfInstancesIsRefusedAndSaysWhatMustBeTheSame() {
        Choice choice = choice(Filter.ALL, "a", 1);
        String token = instances("local", "payments", choice, "x=1").after("i-1");
        assertThat(instances("local", "payments", choice, "x=1").read(token)).isEqualTo("i-1");
        for (PageTokens other : List.of(
                instances("other", "payments", choice, "x=1"),
                instances("local", "orders", choice, "x=1"),
                instances("local", "payments", choice(Filter.ALIVE, "a", 1), "x=1"),
                instances("local", "payments", choice(Filter.ALL, "b", 1), "x=1"),
                instances("local", "payments", choice(Filter.ALL, "a", 2), "x=1"),
                instances("local", "payments", choice, "x=2"),
                PageTokens.ofInstances("local", new ServiceKey("other", "payments"), choice, "x=1"),
                SERVICES)) {
            assertRefused(other, token);
        }
        assertThatThrownBy(() -> instances("local", "payments", choice, "").read(token))
                .hasMessage("not a page token of this registry for this service, filter, selector and preferred zone");
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        for (int i = 0; i < TOKEN.length(); i++) {
            char other = TOKEN.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused(SERVICES, TOKEN.substring(0, i) + other + TOKEN.substring(i + 1));
        }
        assertRefused(SERVICES, TOKEN.substring(1));
        assertRefused(SERVICES, TOKEN + 'A');
    }

    @ParameterizedTest
    @ValueSource(strings = {"payments", "*", "A", "AAAAAAAAAAA", "cGF5bWVudHM=", "  "})
    void whatIsNoTokenIsRefused(String text) {
        assertRefused(SERVICES, text);
    }

    @Test
    void tokenLongerThanAnyIsRefusedUnread() {
        assertRefused(SERVICES, "A".repeat(1_000_000));
    }

    private static PageTokens instances(String clusterId, String service, Choice choice, String selector) {
        return PageTokens.ofInstances(clusterId, Fixtures.service(service), choice, selector);
    }

    private static Choice choice(Filter filter, String zone, int minInZone) {
        return new Choice(filter, Selector.ALL, zone, minInZone);
    }

    private static void assertRefused(PageTokens tokens, String token) {
        assertThatThrownBy(() -> tokens.read(token)).isInstanceOf(InvalidPageTokenException.class);
    }
}
