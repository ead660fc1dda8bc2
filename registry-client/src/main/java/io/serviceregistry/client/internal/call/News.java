package io.serviceregistry.client.internal.call;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries news to the application off the threads of the client, so that nothing an application does holds up a renewal
 * or a view.
 *
 * @param listeners runs calls to listeners one at a time, in order
 * @param completions completes futures that applications wait for, any number at a time
 */
public record News(Executor listeners, Executor completions) {

    private static final Logger log = LoggerFactory.getLogger(News.class);

    /** Tells a listener. One whose executor takes no more hears no more, and harms nobody else. */
    public void tell(Runnable news) {
        try {
            listeners.execute(() -> {
                try {
                    news.run();
                } catch (RuntimeException e) {
                    log.error("A listener failed", e);
                }
            });
        } catch (RejectedExecutionException e) {
            log.debug("A listener was not told: {}", e.toString());
        }
    }
}
