package io.serviceregistry.cli.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.cli.output.Table;
import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.Member;
import io.serviceregistry.client.Members;
import io.serviceregistry.client.NewMember;
import io.serviceregistry.client.RegistryClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Who belongs to the cluster. */
@Command(name = "members", description = "Who belongs to the cluster.")
final class MembersCommand {

    /** Lists them. */
    @Command(name = "list", description = "The members, each asked now.")
    static final class ListAll implements Callable<Integer> {
        private final Session session;

        ListAll(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (RegistryClient client = session.connect()) {
                Members members = client.listMembers();
                session.answer(json(members), () -> session.terminal().answer(table(members)));
            }
            return 0;
        }

        private static Table table(Members members) {
            Table table = new Table("NODE", "VOTES", "CLIENTS", "HTTP", "NODES", "RAFT", "LOG INDEX");
            for (Member member : members.members()) {
                table.row(
                        member.nodeId(),
                        member.voter() ? "yes" : "no",
                        member.grpcAddress(),
                        member.httpAddress().isEmpty() ? "-" : member.httpAddress(),
                        member.peerAddress(),
                        member.raftAddress(),
                        MemberProgress.logIndex(member));
            }
            return table;
        }

        private static ObjectNode json(Members members) {
            ObjectNode json = WriteJson.empty();
            ArrayNode list = json.putArray("members");
            for (Member member : members.members()) {
                list.addObject()
                        .put("id", member.nodeId())
                        .put("voter", member.voter())
                        .put("grpc", member.grpcAddress())
                        .put("http", member.httpAddress())
                        .put("peer", member.peerAddress())
                        .put("raft", member.raftAddress())
                        .put("answers", member.status() != null);
            }
            return json;
        }
    }

    /** Adds one. */
    @Command(
            name = "add",
            description = {
                "Add a node to the cluster: one that runs with an empty data directory, and waits to be added.",
                "Returns when it has caught up and votes. To ask again does no harm."
            })
    static final class Add implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "NODE", description = "Its id.")
        private String node = "";

        @Option(names = "--grpc", required = true, paramLabel = "HOST:PORT", description = "Its address for clients.")
        private String grpc = "";

        @Option(names = "--peer", required = true, paramLabel = "HOST:PORT", description = "Its address for nodes.")
        private String peer = "";

        @Option(names = "--raft", required = true, paramLabel = "HOST:PORT", description = "Its address for Raft.")
        private String raft = "";

        @Option(names = "--http", paramLabel = "HOST:PORT", description = "Its address for HTTP, if it has one.")
        private String http = "";

        Add(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (RegistryClient client = session.connect()) {
                new MemberProgress(session, client)
                        .until(node, true, () -> client.async().addMember(new NewMember(node, grpc, peer, raft, http)));
            }
            session.answer(
                    WriteJson.empty().put("member", node),
                    () -> session.terminal().answer("Added " + node + ": it votes."));
            return 0;
        }
    }

    /** Removes one. */
    @Command(
            name = "remove",
            description = {
                "Remove a member for good, running or lost. To come back it needs an empty data directory.",
                "Refused when no majority of the others answers. A leader hands leadership over first."
            })
    static final class Remove implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "NODE", description = "Its id.")
        private String node = "";

        Remove(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() {
            try (RegistryClient client = session.connect()) {
                new MemberProgress(session, client)
                        .until(node, false, () -> client.async().removeMember(node));
            }
            session.answer(
                    WriteJson.empty().put("member", node),
                    () -> session.terminal().answer("Removed " + node + '.'));
            return 0;
        }
    }
}
