package io.serviceregistry.node.core.view;

import io.serviceregistry.node.core.model.InstanceSpec;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Chooses instances by what they say of themselves: by tags, zone and metadata. All terms must hold.
 *
 * <p>Immutable.
 */
public record Selector(List<Term> terms) {
    /** Chooses every instance. */
    public static final Selector ALL = new Selector(List.of());

    public Selector {
        terms = List.copyOf(terms);
    }

    /** What a term looks at. */
    public enum Subject {
        /** Whether there is a tag of that name. */
        TAG,
        /** The zone; the name is empty. */
        ZONE,
        /** The metadata of that name. */
        METADATA
    }

    /**
     * One condition.
     *
     * @param name of the tag or the metadata
     * @param values of which the subject must have one; empty for a tag
     * @param negated true when it must not. A metadata entry that is not there has none of the values
     */
    public record Term(Subject subject, String name, SortedSet<String> values, boolean negated) {
        public Term {
            values = new TreeSet<>(values);
        }

        boolean holds(InstanceSpec spec) {
            return negated
                    != switch (subject) {
                        case TAG -> spec.tags().contains(name);
                        case ZONE -> values.contains(spec.zone());
                        case METADATA -> hasValue(spec.metadata().get(name));
                    };
        }

        private boolean hasValue(@Nullable String value) {
            return value != null && values.contains(value);
        }
    }

    /** True when all terms hold. */
    public boolean matches(InstanceSpec spec) {
        for (Term term : terms) {
            if (!term.holds(spec)) {
                return false;
            }
        }
        return true;
    }
}
