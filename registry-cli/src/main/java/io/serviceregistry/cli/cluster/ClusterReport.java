package io.serviceregistry.cli.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The cluster at one look.
 *
 * @param members in the order of their ids
 * @param agreement whether those that answered hold the same state
 */
public record ClusterReport(List<MemberReport> members, Agreement agreement) {
    public ClusterReport {
        members = List.copyOf(members);
    }

    /** Whether the nodes that answered hold the same state. */
    public enum Agreement {
        /** Equal digests at an equal log index. */
        AGREE,
        /** Different digests at an equal log index: at least one of them is wrong. */
        DIFFER,
        /** They were never seen at an equal log index, or fewer than two answered. */
        NOT_COMPARED
    }

    /** Who leads; of two that say so, the one of the later term. Empty when nobody does. */
    public Optional<String> leader() {
        return members.stream()
                .filter(MemberReport::leads)
                .max(Comparator.comparingLong(
                        member -> Objects.requireNonNull(member.status()).term()))
                .map(MemberReport::id);
    }

    /** Whether every member is healthy and all know the one leader. */
    public boolean isServing() {
        return members.stream().allMatch(MemberReport::healthy)
                && members.stream().filter(MemberReport::leads).count() == 1
                && members.stream().allMatch(member -> knows(member, leader().orElseThrow()));
    }

    /** Whether there is nothing to complain of. */
    public boolean isAllWell() {
        return isServing() && agreement == Agreement.AGREE;
    }

    /** What there is to complain of, for people; empty when all is well. */
    public String complaint() {
        if (agreement == Agreement.DIFFER) {
            return "the nodes disagree: their digests differ at the same log index";
        }
        List<String> unhealthy = members.stream()
                .filter(member -> !member.healthy())
                .map(member -> member.id() + " (" + member.problem() + ')')
                .toList();
        if (!unhealthy.isEmpty()) {
            return "not healthy: " + String.join(", ", unhealthy);
        }
        if (!isServing()) {
            return "the nodes do not agree on one leader";
        }
        return agreement == Agreement.AGREE ? "" : "the nodes were not seen at the same log index; try again";
    }

    private static boolean knows(MemberReport member, String leader) {
        return member.status() != null && member.status().header().leaderId().equals(leader);
    }
}
