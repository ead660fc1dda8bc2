package io.serviceregistry.node.watch;

/** The way from a subscription to its reader, made by a door. Called by one thread at a time; must not block. */
public interface WatchOutlet {
    /**
     * True when the reader can take more. When it turns true again, the door calls {@link Subscription#wake}. It bounds what a
     * subscription has under way: at most one content is sent beyond it.
     */
    boolean isReady();

    /** Sends. */
    void send(WatchContent content);

    /** Nothing more will be sent; the cause says why. May be called while the reader can take no more. */
    void end(RuntimeException cause);
}
