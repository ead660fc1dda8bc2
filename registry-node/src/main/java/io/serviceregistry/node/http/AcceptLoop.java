package io.serviceregistry.node.http;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** The thread that takes connections. It stops at once: Netty would wait two seconds for work that nobody has for it any more. */
final class AcceptLoop extends MultiThreadIoEventLoopGroup {
    AcceptLoop(String threadName) {
        super(1, new DefaultThreadFactory(threadName, true), NioIoHandler.newFactory());
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return super.shutdownGracefully(0, timeout, unit);
    }
}
