package io.serviceregistry.node.http.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads a stream of server-sent events as browsers do, on a thread of its own. */
final class EventReader implements AutoCloseable {
    /** One event; what it does not have is empty. */
    record Event(String name, String id, String retry, JsonNode data) {}

    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final InputStream stream;

    EventReader(InputStream stream) {
        this.stream = stream;
        Thread thread = new Thread(this::read, "event-reader");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            String name = "";
            String id = "";
            String retry = "";
            JsonNode data = new ObjectMapper().nullNode();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.isEmpty()) {
                    events.add(new Event(name, id, retry, data));
                    id = "";
                    retry = "";
                } else if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("retry: ")) {
                    retry = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data = new ObjectMapper().readTree(line.substring(6));
                } else {
                    throw new IllegalStateException(line);
                }
            }
            events.add(new Event("end", "", "", data));
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains("closed")) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What comes next. */
    Event next() throws InterruptedException {
        Event next = events.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("an event").isNotNull();
        return next;
    }

    /** What comes next, which has this name. */
    Event next(String name) throws InterruptedException {
        Event next = next();
        assertThat(next.name()).as("%s", next).isEqualTo(name);
        return next;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }
}
