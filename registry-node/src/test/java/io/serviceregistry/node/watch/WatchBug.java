package io.serviceregistry.node.watch;

import io.serviceregistry.node.core.change.ChangeSet;
import io.serviceregistry.node.core.model.ChangeReason;
import io.serviceregistry.node.watch.WatchContent.Bookmark;
import io.serviceregistry.node.watch.WatchContent.Changes;
import io.serviceregistry.node.watch.WatchContent.Resync;
import io.serviceregistry.node.watch.WatchContent.Snapshot;
import io.serviceregistry.node.watch.WatchContent.Synced;
import io.serviceregistry.node.watch.WatchStart.Resume;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Mistakes that can be planted around a hub, to show that {@link CheckedReader} would notice: each names the promises of
 * docs/guarantees.md of which one must then be found broken.
 */
enum WatchBug {
    NONE("none"),
    DROPS_WHEN_FULL("a full queue drops what comes next", "Reliable", "Bookmarkable") {
        @Override
        WatchOutlet outlet(WatchOutlet reader, WatchedHistory history) {
            return new AlteredOutlet(reader) {
                private final Queue<WatchContent> queue = new ArrayDeque<>();

                @Override
                public boolean isReady() {
                    while (!queue.isEmpty() && reader.isReady()) {
                        reader.send(queue.remove());
                    }
                    return true;
                }

                @Override
                public void send(WatchContent content) {
                    if (queue.isEmpty() && reader.isReady()) {
                        reader.send(content);
                    } else if (queue.size() < 3 || !(content instanceof Changes)) {
                        queue.add(content);
                    }
                }
            };
        }
    },
    BOOKMARK_BEFORE_ITS_EVENTS("a bookmark overtakes its events", "Bookmarkable", "Resumable") {
        @Override
        void ticked(Subscription subscription, WatchedHistory history) {
            subscription.bookmark(history.newest().image().revision()); // which the hub has not heard of yet
        }
    },
    RESUME_REPLAYS_ONE("a resumed stream tells the last revision again", "Ordered") {
        @Override
        Resume resumed(Resume from, WatchedHistory history) {
            return new Resume(Math.max(0, from.revision() - 1), from.sameCluster());
        }
    },
    RESUME_LEAVES_ONE_OUT("a resumed stream leaves a revision out", "Resumable") {
        @Override
        Resume resumed(Resume from, WatchedHistory history) {
            long newest = history.newest().image().revision();
            return new Resume(Math.min(newest, from.revision() + 1), from.sameCluster());
        }
    },
    GAP_IS_NOT_SAID("what is not kept any more is skipped without a word", "Reliable", "Bookmarkable") {
        @Override
        WatchOutlet outlet(WatchOutlet reader, WatchedHistory history) {
            return new AlteredOutlet(reader) {
                private boolean silent;

                @Override
                public void send(WatchContent content) {
                    if (content instanceof Resync) {
                        silent = true;
                    } else if (silent && content instanceof Synced synced) {
                        silent = false;
                        super.send(new Bookmark(synced.view().image().revision()));
                    } else if (!silent || !(content instanceof Snapshot)) {
                        super.send(content);
                    }
                }
            };
        }
    },
    REMOVAL_NOT_KEPT("the history keeps no removals", "Reliable", "Unique") {
        @Override
        ChangeSet heard(ChangeSet changes) {
            return new ChangeSet(
                    changes.revision(),
                    changes.timeMillis(),
                    changes.changes().stream()
                            .filter(change -> change.after() != null)
                            .toList());
        }
    },
    REVISION_SPLIT("a revision is told as two steps", "Atomic") {
        @Override
        WatchOutlet outlet(WatchOutlet reader, WatchedHistory history) {
            return new AlteredOutlet(reader) {
                @Override
                public void send(WatchContent content) {
                    super.send(
                            content instanceof Changes changes && changes.continues()
                                    ? new Changes(
                                            changes.fromRevision(),
                                            changes.toRevision(),
                                            changes.coalesced(),
                                            false,
                                            changes.events())
                                    : content);
                }
            };
        }
    },
    LEFT_NOT_TOLD("what ceases to match is not told", "Filtered", "Atomic") {
        @Override
        WatchOutlet outlet(WatchOutlet reader, WatchedHistory history) {
            return withoutEvents(reader, event -> event.kind() == WatchEvent.Kind.LEFT && isThere(event.reason()));
        }
    },
    COALESCED_LACKS_ONE("a coalesced step leaves its last event out", "Atomic") {
        @Override
        WatchOutlet outlet(WatchOutlet reader, WatchedHistory history) {
            return new AlteredOutlet(reader) {
                @Override
                public void send(WatchContent content) {
                    super.send(
                            content instanceof Changes changes && changes.coalesced()
                                    ? with(
                                            changes,
                                            changes.events()
                                                    .subList(0, changes.events().size() - 1))
                                    : content);
                }
            };
        }
    },
    SNAPSHOT_SAYS_LATER("a snapshot says that it is of a later revision", "InitialState") {
        @Override
        WatchOutlet outlet(WatchOutlet reader, WatchedHistory history) {
            return new AlteredOutlet(reader) {
                @Override
                public void send(WatchContent content) {
                    super.send(content instanceof Synced ? new Synced(history.newest()) : content);
                }
            };
        }
    },
    CUT_SAYS_LATER("a reader that is cut is told to resume too late", "Resumable") {
        @Override
        WatchOutlet outlet(WatchOutlet reader, WatchedHistory history) {
            return new AlteredOutlet(reader) {
                @Override
                public void end(RuntimeException cause) {
                    super.end(
                            cause instanceof WatchTooSlowException
                                    ? new WatchTooSlowException(
                                            history.newest().image().revision())
                                    : cause);
                }
            };
        }
    },
    READER_FORGOTTEN("a reader that took ten contents is never ready again", "Converges") {
        @Override
        WatchOutlet outlet(WatchOutlet reader, WatchedHistory history) {
            return new AlteredOutlet(reader) {
                private int sent;

                @Override
                public boolean isReady() {
                    return sent < 10 && super.isReady();
                }

                @Override
                public void send(WatchContent content) {
                    sent++;
                    super.send(content);
                }
            };
        }
    };

    private final String what;
    private final Set<String> breaks;

    WatchBug(String what, String... breaks) {
        this.what = what;
        this.breaks = Set.of(breaks);
    }

    /** What is wrong. */
    String what() {
        return what;
    }

    /** The promises of which one does not hold with it. */
    Set<String> breaks() {
        return breaks;
    }

    /** What a subscription sends to. */
    WatchOutlet outlet(WatchOutlet reader, WatchedHistory history) {
        return reader;
    }

    /** What the hub hears of a command. */
    ChangeSet heard(ChangeSet changes) {
        return changes;
    }

    /** From where a stream is resumed. */
    Resume resumed(Resume from, WatchedHistory history) {
        return from;
    }

    /** A second has passed for a subscription. */
    void ticked(Subscription subscription, WatchedHistory history) {}

    /** True when an instance is there after a change. */
    private static boolean isThere(ChangeReason reason) {
        return reason != ChangeReason.EXPIRED && reason != ChangeReason.DEREGISTERED;
    }

    private static Changes with(Changes changes, List<WatchEvent> events) {
        return new Changes(
                changes.fromRevision(), changes.toRevision(), changes.coalesced(), changes.continues(), events);
    }

    private static WatchOutlet withoutEvents(WatchOutlet reader, Predicate<WatchEvent> lost) {
        return new AlteredOutlet(reader) {
            @Override
            public void send(WatchContent content) {
                super.send(
                        content instanceof Changes changes
                                ? with(
                                        changes,
                                        changes.events().stream()
                                                .filter(lost.negate())
                                                .toList())
                                : content);
            }
        };
    }

    /** An outlet between a subscription and its reader. */
    private static class AlteredOutlet implements WatchOutlet {
        private final WatchOutlet real;

        AlteredOutlet(WatchOutlet real) {
            this.real = real;
        }

        @Override
        public boolean isReady() {
            return real.isReady();
        }

        @Override
        public void send(WatchContent content) {
            real.send(content);
        }

        @Override
        public void end(RuntimeException cause) {
            real.end(cause);
        }
    }
}
