package io.serviceregistry.node.config;

/**
 * What watches may take of this node.
 *
 * @param historyChanges how many changes of instances are kept, from which watches are resumed
 * @param historyBytes what they may take, roughly
 * @param maxWatches the most watches open at once
 */
public record WatchConfig(int historyChanges, long historyBytes, int maxWatches) {
    public WatchConfig {
        Range.check("watch.history-changes", historyChanges, 1, 10_000_000);
        Range.checkSize("watch.history-size", historyBytes, "1MB", "4GB");
        Range.check("watch.max-watches", maxWatches, 1, 1_000_000);
    }
}
