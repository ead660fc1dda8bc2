package io.serviceregistry.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void numbersHaveAboutThreeDigits() {
        assertThat(Table.number(0.1234)).isEqualTo("0.12");
        assertThat(Table.number(9.994)).isEqualTo("9.99");
        assertThat(Table.number(9.996)).isEqualTo("10.0");
        assertThat(Table.number(99.94)).isEqualTo("99.9");
        assertThat(Table.number(99.96)).isEqualTo("100");
        assertThat(Table.number(12_345.6)).isEqualTo("12,346");
        assertThat(Table.number(Double.NaN)).isEqualTo("-");
    }

    @Test
    void columnsAreAligned() {
        Table table = new Table("what", "n");
        table.row("a", "1");
        table.row("longer", "100");

        assertThat(table.toString()).isEqualTo("what      n\na         1\nlonger  100\n");
    }

    @Test
    void aRowHasACellForEachHeader() {
        assertThatThrownBy(() -> new Table("a", "b").row("1")).hasMessageContaining("cells: 1 (expected: 2)");
    }
}
