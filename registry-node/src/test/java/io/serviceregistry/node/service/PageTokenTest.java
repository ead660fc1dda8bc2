package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {
    private static final String TOKEN = PageToken.after("local", "default", "payments");

    @Test
    void tokenLeadsBackToTheNameItWasMadeOf() {
        assertThat(PageToken.read("local", "default", TOKEN)).isEqualTo("payments");
        String longest = "a".repeat(255);
        assertThat(PageToken.read("local", "default", PageToken.after("local", "default", longest)))
                .isEqualTo(longest);
    }

    @Test
    void tokenOfAnotherNamespaceOrClusterIsRefused() {
        assertRefused("local", "other", TOKEN);
        assertRefused("other", "default", TOKEN);
    }

    @Test
    void everyChangedCharacterIsNoticed() {
        for (int i = 0; i < TOKEN.length(); i++) {
            char other = TOKEN.charAt(i) == 'A' ? 'B' : 'A';
            assertRefused("local", "default", TOKEN.substring(0, i) + other + TOKEN.substring(i + 1));
        }
        assertRefused("local", "default", TOKEN.substring(1));
        assertRefused("local", "default", TOKEN + 'A');
    }

    @ParameterizedTest
    @ValueSource(strings = {"payments", "*", "A", "AAAAAAAAAAA", "cGF5bWVudHM=", "  "})
    void whatIsNoTokenIsRefused(String text) {
        assertRefused("local", "default", text);
    }

    @Test
    void tokenLongerThanAnyIsRefusedUnread() {
        assertRefused("local", "default", "A".repeat(1_000_000));
    }

    private static void assertRefused(String clusterId, String namespace, String token) {
        assertThatThrownBy(() -> PageToken.read(clusterId, namespace, token))
                .isInstanceOf(InvalidPageTokenException.class);
    }
}
