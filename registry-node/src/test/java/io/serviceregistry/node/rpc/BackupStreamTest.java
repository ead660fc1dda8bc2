package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.serviceregistry.node.codec.BackupOrigin;
import io.serviceregistry.node.core.state.StateImage;
import io.serviceregistry.node.core.view.CatalogView;
import io.serviceregistry.proto.v1.BackupResponse;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BackupStreamTest {
    private static final BackupOrigin ORIGIN = new BackupOrigin("test", "n1", "1.2.3", 0, List.of());

    private final RecordingCall<BackupResponse> caller = new RecordingCall<>();

    @Test
    void aBackupIsWrittenToWhoeverTakesIt() {
        write(Duration.ofSeconds(20));
        assertThat(caller.completed).isTrue();
        assertThat(caller.error).isNull();
        assertThat(caller.responses).hasSize(1);
        assertThat(caller.responses.get(0).hasHeader()).isTrue();
    }

    @Test
    void aCallerThatTakesNothingIsGivenUp() {
        caller.ready = false;
        write(Duration.ofSeconds(1));
        assertThat(caller.responses).isEmpty();
        assertThat(caller.completed).isFalse();
        assertThat(Status.fromThrowable(caller.error).getDescription())
                .contains("the backup was given up: nothing of it was taken for 1 s");
    }

    @Test
    void oneThatIsSlowIsWaitedFor() {
        caller.ready = false;
        BackupStream stream = BackupStream.to(caller, Duration.ofSeconds(20));
        Thread reader = new Thread(() -> {
            caller.ready = true;
            caller.onReady.run();
        });
        reader.start();
        stream.write(view(), ORIGIN, ResponseHeader.getDefaultInstance());
        assertThat(caller.completed).isTrue();
    }

    @Test
    void nobodyIsToldWhenTheCallerHasGone() {
        caller.ready = false;
        caller.cancelled = true;
        write(Duration.ofSeconds(20));
        assertThat(caller.responses).isEmpty();
        assertThat(caller.completed).isFalse();
        assertThat(caller.error).isNull();
    }

    private void write(Duration patience) {
        BackupStream.to(caller, patience).write(view(), ORIGIN, ResponseHeader.getDefaultInstance());
    }

    private static CatalogView view() {
        return new CatalogView(StateImage.empty());
    }
}
