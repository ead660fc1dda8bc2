package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.core.view.Selector;
import io.serviceregistry.node.testkit.Fixtures;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of an instance in zone a, with the tags canary and blue, and some metadata. */
class SelectorTextTest {
    private static final InstanceSpec INSTANCE = instance();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            ''                             | true
            canary                         | true
            !canary                        | false
            green                          | false
            !green                         | true
            ! green                        | true
            version=2                      | true
            version == 2                   | true
            version=3                      | false
            version!=3                     | true
            version != 2                   | false
            version in (1,2)               | true
            version in ( 1 , 3 )           | false
            version notin (1,3)            | true
            version notin (2)              | false
            missing=1                      | false
            missing!=1                     | true
            missing notin (1)              | true
            zone=a                         | true
            zone in (b,c)                  | false
            zone!=b                        | true
            metadata.zone=z                | true
            metadata.zone=a                | false
            metadata.version=2             | true
            note="a, (b) = \\"c\\" \\\\ d" | true
            note="a"                       | false
            canary,blue,version=2          | true
            canary , blue , version=3      | false
            in=out                         | true
            notin in (x, in)               | false
            """)
    void selects(String text, boolean matches) {
        assertThat(SelectorText.read("selector", text).matches(INSTANCE)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            ,                | 1 | a name
            canary,          | 8 | a name
            !                | 2 | the name of a tag
            !a=b             | 3 | a comma or the end
            a=               | 3 | a value
            =b               | 1 | a name
            a b              | 3 | =, ==, !=, in, notin
            a in b           | 6 | (
            a in ()          | 7 | a value
            a in (b          | 8 | a comma or )
            a in (b,)        | 9 | a value
            a="b             | 5 | a closing "
            a="b\\c"         | 6 | \\" or \\\\
            a=b c            | 5 | a comma or the end
            a=b)             | 4 | a comma or the end
            grün             | 3 | a comma or the end
            """)
    void saysWhereItIsWrong(String text, int at, String expected) {
        assertThatThrownBy(() -> SelectorText.read("selector", text))
                .isInstanceOfSatisfying(InvalidFieldException.class, wrong -> {
                    assertThat(wrong.field()).isEqualTo("selector");
                    assertThat(wrong.rule()).contains("at character " + at + ": " + expected);
                });
    }

    @Test
    void hasLimits() {
        assertThat(SelectorText.read("selector", terms(SelectorText.MAX_TERMS)).terms())
                .hasSize(SelectorText.MAX_TERMS);
        assertThatThrownBy(() -> SelectorText.read("selector", terms(SelectorText.MAX_TERMS + 1)))
                .isInstanceOf(InvalidFieldException.class);
        assertThat(SelectorText.read("selector", "a in (" + terms(SelectorText.MAX_VALUES) + ")")
                        .terms())
                .hasSize(1);
        assertThatThrownBy(() -> SelectorText.read("selector", "a in (" + terms(SelectorText.MAX_VALUES + 1) + ")"))
                .isInstanceOf(InvalidFieldException.class);
        assertThatThrownBy(() -> SelectorText.read("selector", "a=" + "x".repeat(SelectorText.MAX_BYTES)))
                .isInstanceOf(InvalidFieldException.class);
        assertThat(SelectorText.read("selector", " ")).isEqualTo(Selector.ALL);
    }

    private static String terms(int count) {
        StringBuilder terms = new StringBuilder("t0");
        for (int i = 1; i < count; i++) {
            terms.append(",t").append(i);
        }
        return terms.toString();
    }

    private static InstanceSpec instance() {
        SortedMap<String, String> metadata = new TreeMap<>();
        metadata.put("version", "2");
        metadata.put("zone", "z");
        metadata.put("in", "out");
        metadata.put("note", "a, (b) = \"c\" \\ d");
        return new InstanceSpec(
                Fixtures.key("payments/i-1"),
                List.of(),
                metadata,
                List.of("canary", "blue"),
                "a",
                100,
                Status.UP,
                List.of(),
                Fixtures.TTL_MILLIS,
                Fixtures.REMOVE_AFTER_MILLIS);
    }
}
