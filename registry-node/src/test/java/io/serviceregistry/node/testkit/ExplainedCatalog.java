package io.serviceregistry.node.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.change.Change;
import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceView;
import io.serviceregistry.node.core.state.RegistryState.Applied;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import java.util.SortedMap;
import java.util.TreeMap;

/** The catalog as a watcher knows it: built from change sets alone. Checks that they explain the state, step by step. */
public final class ExplainedCatalog {
    private final SortedMap<InstanceKey, InstanceView> instances = new TreeMap<>();
    private long revision;

    /** Takes in what a command came to and compares with the state after it. */
    public void follow(Applied applied, StateImage after) {
        ChangeSet changes = applied.changes();
        if (changes != null) {
            assertThat(changes.revision()).as("one revision per change set").isEqualTo(revision + 1);
            assertThat(changes.timeMillis()).isEqualTo(after.timeMillis());
            assertThat(applied.result().position().revision()).isEqualTo(changes.revision());
            assertThat(changes.changes()).isNotEmpty();
            assertThat(changes.changes().stream().map(Change::key)).isSorted().doesNotHaveDuplicates();
            revision = changes.revision();
            changes.changes().forEach(this::follow);
        }
        assertThat(after.revision()).isEqualTo(revision);
        assertThat(instances).as("the catalog that the changes explain").isEqualTo(catalog(after));
    }

    private void follow(Change change) {
        assertThat(change.before()).as("before %s", change.key()).isEqualTo(instances.get(change.key()));
        assertThat(change.after()).as("after %s", change.key()).isNotEqualTo(change.before());
        InstanceView after = change.after();
        if (after == null) {
            instances.remove(change.key());
            return;
        }
        assertThat(after.instance().key()).isEqualTo(change.key());
        assertThat(after.instance().modifiedRevision()).isEqualTo(revision);
        assertThat(after.instance().reason()).isEqualTo(change.reason());
        instances.put(change.key(), after);
    }

    /** All instances of a state as readers see them. */
    public static SortedMap<InstanceKey, InstanceView> catalog(StateImage image) {
        CatalogView view = new CatalogView(image);
        SortedMap<InstanceKey, InstanceView> catalog = new TreeMap<>();
        image.services().values().stream()
                .flatMap(service -> view.views(service).stream())
                .forEach(instance -> catalog.put(instance.instance().key(), instance));
        return catalog;
    }
}
