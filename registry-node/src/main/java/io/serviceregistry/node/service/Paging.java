package io.serviceregistry.node.service;

import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.model.ServiceKey;
import java.util.List;

/**
 * Which part of what was chosen is answered, checked. A page goes on after an id, not after a number of instances: whatever comes
 * and goes between two pages, none that stays is left out or answered twice.
 *
 * @param after the last id of the page before; empty for the first page
 * @param limit the most instances; 0 for all that are left
 */
public record Paging(PageTokens tokens, String after, int limit) {
    /** A part of a list: from one position to before another, and the token for what follows; empty when nothing does. */
    public record Page(int from, int to, String nextToken) {}

    /** What a query asks for; {@link InvalidFieldException} or {@link InvalidPageTokenException} when it breaks a rule. */
    static Paging read(String clusterId, ServiceKey service, Choice choice, ServiceQuery query) {
        PageTokens tokens = PageTokens.ofInstances(clusterId, service, choice, query.selector());
        int limit = (int) FieldRules.number("limit", query.part().limit(), 0, Choice.MAX_INSTANCES);
        String token = query.part().token();
        return new Paging(tokens, token.isEmpty() ? "" : tokens.read(token), limit);
    }

    /** The page of a list of instances in the order of their ids. */
    public Page of(List<InstanceView> instances) {
        int from = after.isEmpty() ? 0 : firstAfter(instances);
        int left = instances.size() - from;
        if (limit == 0 || left <= limit) {
            return new Page(from, from + left, "");
        }
        int to = from + limit;
        return new Page(from, to, tokens.after(id(instances, to - 1)));
    }

    private int firstAfter(List<InstanceView> instances) {
        int from = 0;
        int to = instances.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (id(instances, middle).compareTo(after) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private static String id(List<InstanceView> instances, int position) {
        return instances.get(position).instance().key().instanceId();
    }
}
