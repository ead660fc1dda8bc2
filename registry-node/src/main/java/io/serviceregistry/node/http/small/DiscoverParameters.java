package io.serviceregistry.node.http.small;

import com.linecorp.armeria.common.QueryParams;
import io.serviceregistry.node.core.model.ServiceKey;
import io.serviceregistry.node.service.Discovery.Filter;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.node.service.ReadOptions;
import io.serviceregistry.node.service.ReadOptions.Level;
import io.serviceregistry.node.service.ServiceQuery;
import io.serviceregistry.node.service.ServiceQuery.Part;
import io.serviceregistry.node.service.ServiceQuery.PreferredZone;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a caller asks of the instances of a service: {@code order}, {@code limit}, {@code tag}, {@code meta.*} and {@code consistency}.
 * Other parameters mean nothing here.
 *
 * @param limit the most instances, once they are in order
 */
record DiscoverParameters(ServiceQuery query, Order order, int limit) {
    /** The parameters that choose among the instances. */
    static final String SELECTING = "tag, meta.*";

    private static final String META = "meta.";
    private static final int MAX_LIMIT = 100_000;
    private static final Map<String, Level> LEVELS = Map.of("linearizable", Level.LINEARIZABLE, "local", Level.LOCAL);

    /** Reads the parameters of a request. */
    static DiscoverParameters read(String service, QueryParams parameters) {
        ServiceQuery query = new ServiceQuery(
                new ServiceKey("", service),
                Filter.HEALTHY,
                selector(parameters),
                PreferredZone.NONE,
                Part.ALL,
                new ReadOptions(choice("consistency", parameters, Level.LINEARIZABLE, LEVELS), 0, 0));
        return new DiscoverParameters(
                query, choice("order", parameters, Order.BY_ID, Order.BY_NAME), limit(parameters));
    }

    private static <T> T choice(String name, QueryParams parameters, T absent, Map<String, T> choices) {
        String given = parameters.get(name);
        if (given == null) {
            return absent;
        }
        T chosen = choices.get(given.toLowerCase(Locale.ROOT));
        if (chosen == null) {
            List<String> names = choices.keySet().stream().sorted().toList();
            throw new InvalidFieldException(name, given, "one of " + String.join(", ", names));
        }
        return chosen;
    }

    private static int limit(QueryParams parameters) {
        String given = parameters.get("limit");
        if (given == null) {
            return MAX_LIMIT;
        }
        if (!given.matches("[0-9]{1,6}") || Integer.parseInt(given) < 1 || Integer.parseInt(given) > MAX_LIMIT) {
            throw new InvalidFieldException("limit", given, "a whole number of 1.." + MAX_LIMIT);
        }
        return Integer.parseInt(given);
    }

    /** A selector with one term for each tag and each pair of metadata; all must hold. */
    private static String selector(QueryParams parameters) {
        List<String> terms = new ArrayList<>();
        parameters.forEach((name, value) -> {
            if (name.equals("tag")) {
                terms.add(word("tag", value));
            } else if (name.startsWith(META)) {
                terms.add("metadata." + word(META + "*", name.substring(META.length())) + '=' + quoted(value));
            }
        });
        return String.join(",", terms);
    }

    /** What a selector cannot say must not be taken for a part of its grammar. */
    private static String word(String field, String text) {
        boolean isWord = !text.isEmpty()
                && text.chars()
                        .allMatch(character -> character > ' ' && character < 0x7F && ",()=!\"".indexOf(character) < 0);
        if (!isWord) {
            throw new InvalidFieldException(field, text, "visible ASCII without , ( ) = ! \"");
        }
        return text;
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
