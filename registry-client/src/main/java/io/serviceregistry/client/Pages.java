package io.serviceregistry.client;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all pages hold, one page after the other; fetches a page when the one before is used up. Not thread-safe.
 *
 * @param <P> a page
 * @param <T> what is on it
 */
abstract class Pages<P, T> implements Iterator<T> {

    private final String firstToken;
    private final Function<String, P> fetch;
    private @Nullable P page;
    private int next;

    /** {@code fetch} is asked for the page of a token. */
    Pages(String firstToken, Function<String, P> fetch) {
        this.firstToken = firstToken;
        this.fetch = fetch;
    }

    abstract List<T> contents(P page);

    /** Asks for the page after this one; empty when it is the last. */
    abstract String nextToken(P page);

    @Override
    public final boolean hasNext() {
        P current = page == null ? turnTo(firstToken) : page;
        while (next >= contents(current).size() && !nextToken(current).isEmpty()) {
            current = turnTo(nextToken(current));
        }
        return next < contents(current).size();
    }

    @Override
    public final T next() {
        if (!hasNext() || page == null) {
            throw new NoSuchElementException();
        }
        return contents(page).get(next++);
    }

    private P turnTo(String token) {
        P fetched = fetch.apply(token);
        page = fetched;
        next = 0;
        return fetched;
    }
}
