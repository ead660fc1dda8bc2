package io.serviceregistry.bench.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigestCheckerTest {
    private final DigestChecker checker = new DigestChecker();

    @Test
    void equalDigestsAtOneIndexAreWell() {
        checker.add("n1", 7, "aa");
        checker.add("n2", 8, "bb");
        checker.add("n2", 7, "aa");
        assertThat(checker.violations()).isEmpty();
        assertThat(checker.compared()).isEqualTo(1);
    }

    @Test
    void differentDigestsAtOneIndexAreNot() {
        checker.add("n1", 7, "aa");
        checker.add("n2", 7, "ab");
        assertThat(checker.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.promise()).isEqualTo("SameDigestAtSameIndex"));
    }

    @Test
    void aNodeThatChangesItsMindIsNot() {
        checker.add("n1", 7, "aa");
        checker.add("n1", 7, "ab");
        assertThat(checker.violations()).hasSize(1);
    }

    @Test
    void agreementTakesAllNodesAtOneIndex() {
        checker.add("n1", 7, "aa");
        checker.add("n2", 8, "bb");
        assertThat(checker.agreedSince(7, 2)).isFalse();
        checker.add("n1", 8, "bb");
        assertThat(checker.agreedSince(7, 2)).isTrue();
        assertThat(checker.agreedSince(9, 2)).isFalse();
    }
}
