package io.serviceregistry.client.internal.lease;

import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries news to the application off the scheduler's thread, so that nothing an application does holds up a renewal.
 *
 * @param listeners runs calls to listeners one at a time, in order
 * @param completions completes futures that applications wait for, any number at a time
 */
public record RegistrationNews(Executor listeners, Executor completions) {

    private static final Logger log = LoggerFactory.getLogger(RegistrationNews.class);

    /** Tells a listener. */
    void tell(Runnable news) {
        listeners.execute(() -> {
            try {
                news.run();
            } catch (RuntimeException e) {
                log.error("A registration listener failed", e);
            }
        });
    }
}
