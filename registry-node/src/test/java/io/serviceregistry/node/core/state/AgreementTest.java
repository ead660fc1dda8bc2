package io.serviceregistry.node.core.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.CompareStates;
import io.serviceregistry.node.core.model.StateReport;
import io.serviceregistry.node.core.state.Agreement.Verdict;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AgreementTest {
    private static final Long A = 0xAL;
    private static final Long B = 0xBL;
    private static final Long C = 0xCL;
    private static final @Nullable Long SILENT = null;

    @Nested
    class AComparison {
        @Test
        void findsTheOneThatDiffersFromTheMajority() {
            assertThat(verdicts(A, A, B)).containsExactly(Verdict.RIGHT, Verdict.RIGHT, Verdict.WRONG);
            assertThat(verdicts(A, B, B)).containsExactly(Verdict.WRONG, Verdict.RIGHT, Verdict.RIGHT);
        }

        @Test
        void neverTakesSilenceForAgreement() {
            assertThat(verdicts(A, A, SILENT)).containsExactly(Verdict.RIGHT, Verdict.RIGHT, Verdict.OPEN);
            assertThat(verdicts(A, SILENT, SILENT)).containsExactly(Verdict.OPEN, Verdict.OPEN, Verdict.OPEN);
            assertThat(verdicts(SILENT, SILENT, SILENT)).containsOnly(Verdict.OPEN);
        }

        @Test
        void takesEveryoneForWrongWhereNoDigestHasAMajority() {
            assertThat(verdicts(A, B, C)).containsOnly(Verdict.WRONG);
            assertThat(verdicts(A, B)).containsOnly(Verdict.WRONG);
            assertThat(verdicts(A, B, SILENT)).containsExactly(Verdict.WRONG, Verdict.WRONG, Verdict.OPEN);
            assertThat(verdicts(A, A, B, B, C)).containsOnly(Verdict.WRONG);
        }

        @Test
        void countsTheMajorityOverAllVotersAndNotOverThoseWhoAnswered() {
            assertThat(verdicts(A, A, SILENT, SILENT, SILENT)).containsOnly(Verdict.OPEN);
            assertThat(verdicts(A, A, A, B, SILENT))
                    .containsExactly(Verdict.RIGHT, Verdict.RIGHT, Verdict.RIGHT, Verdict.WRONG, Verdict.OPEN);
        }

        @Test
        void ofOneNodeAgreesWithItself() {
            assertThat(verdicts(A)).containsExactly(Verdict.RIGHT);
        }

        @Test
        void isJudgedByWhatANodeKnowsOfItselfBeforeWhatItReported() {
            Agreement compared = compared(A, A, B);

            assertThat(compared.verdict("n3", A))
                    .as("rebuilt since it reported")
                    .isEqualTo(Verdict.RIGHT);
            assertThat(compared.verdict("n2", B)).isEqualTo(Verdict.WRONG);
            assertThat(compared(A, A, SILENT).verdict("n3", B)).isEqualTo(Verdict.WRONG);
        }

        @Test
        void keepsWhereEachNodeAgreedAndDifferedLast() {
            Agreement later = compared(A, A, B).after(new CompareStates(1, 20, reports(B, B, SILENT)));

            assertThat(later.standings())
                    .containsExactly(
                            new Standing("n1", B, 20, 0),
                            new Standing("n2", B, 20, 0),
                            new Standing("n3", SILENT, 0, 10));
            assertThat(later.find("n3"))
                    .satisfies(standing -> assertThat(standing.differs()).isTrue());
            Agreement healed = later.after(new CompareStates(1, 30, reports(A, A, A)));
            assertThat(healed.find("n3")).isEqualTo(new Standing("n3", A, 30, 10));
        }
    }

    @Nested
    class InTheLog {
        private final LoggedRegistry registry = LoggedRegistry.started();

        @Test
        void aComparisonIsPartOfTheStateAndOfItsDigest() {
            long before = registry.digest();
            registry.apply(new CompareStates(registry.term(), 2, reports(A, A, B)));

            assertThat(registry.image().agreement().comparedIndex()).isEqualTo(2);
            assertThat(registry.digest()).isNotEqualTo(before);
            assertThat(registry.revision()).as("no change of the catalog").isZero();
        }

        @Test
        void aDeposedLeadersComparisonDoesNothing() {
            registry.apply(new CompareStates(registry.term() - 1, 2, reports(A, A, B)));

            assertThat(registry.image().agreement()).isEqualTo(Agreement.NONE);
        }

        @Test
        void comparisonsNeverGoBackNorAhead() {
            registry.apply(new CompareStates(registry.term(), 3, reports(A, A, A)));
            Agreement first = registry.image().agreement();
            long next = registry.image().logIndex() + 1;
            registry.apply(new CompareStates(registry.term(), 3, reports(A, A, B)));
            registry.apply(new CompareStates(registry.term(), 2, reports(A, A, B)));
            registry.apply(new CompareStates(registry.term(), next + 2, reports(A, A, B)));

            assertThat(registry.image().agreement()).isEqualTo(first);
        }
    }

    private static List<Verdict> verdicts(@Nullable Long... digests) {
        Agreement compared = compared(digests);
        return compared.standings().stream()
                .map(standing -> compared.verdict(standing.nodeId(), null))
                .toList();
    }

    private static Agreement compared(@Nullable Long... digests) {
        return Agreement.NONE.after(new CompareStates(1, 10, reports(digests)));
    }

    private static List<StateReport> reports(@Nullable Long... digests) {
        List<StateReport> reports = new ArrayList<>();
        for (int i = 0; i < digests.length; i++) {
            reports.add(new StateReport("n" + (i + 1), digests[i]));
        }
        return reports;
    }
}
