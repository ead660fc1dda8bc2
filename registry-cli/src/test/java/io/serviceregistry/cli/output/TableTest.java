package io.serviceregistry.cli.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.serviceregistry.cli.output.Table.Cell;
import org.junit.jupiter.api.Test;

class TableTest {

    private final Table table = new Table("ID", "STATUS", "ZONE")
            .row(Cell.of("payments-1"), new Cell("UP", Tone.GOOD), Cell.of(""))
            .row(Cell.of("p2"), new Cell("LAPSED", Tone.BAD), Cell.of("a"));

    @Test
    void alignsColumnsAndLeavesNoSpacesAtTheEnd() {
        assertThat(table.lines(Style.PLAIN))
                .containsExactly("ID          STATUS  ZONE", "payments-1  UP", "p2          LAPSED  a");
    }

    @Test
    void coloursDoNotCountForTheWidth() {
        assertThat(table.lines(Style.COLOURED))
                .containsExactly(
                        "\u001b[1mID          STATUS  ZONE\u001b[0m",
                        "payments-1  \u001b[32mUP\u001b[0m",
                        "p2          \u001b[31mLAPSED\u001b[0m  a");
    }

    @Test
    void refusesARowOfAnotherWidth() {
        assertThatIllegalArgumentException().isThrownBy(() -> table.row("one")).withMessageContaining("expected: 3");
    }
}
