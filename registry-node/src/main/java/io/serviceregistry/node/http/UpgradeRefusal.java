package io.serviceregistry.node.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;

/**
 * Answers in HTTP/1.1 who offers to go over to HTTP/2 by the {@code Upgrade} header, which a server may always do and
 * which RFC 9113 has given up. {@code java.net.http} makes this offer unless told otherwise, and then takes
 * the first frames of a long answer for something else in a few of a hundred calls. HTTP/2 from the first byte on stays.
 *
 * <p>The library builds the pipeline of a connection when it has the four bytes that tell the two apart, so this
 * handler gives it those alone, and can then put itself behind the decoder of HTTP/1.1, if there is one.
 */
final class UpgradeRefusal extends ChannelInboundHandlerAdapter {
    private static final int TELLING_BYTES = 4;

    private int told;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        int telling = Math.min(TELLING_BYTES - told, bytes.readableBytes());
        told += telling;
        ctx.fireChannelRead(bytes.readRetainedSlice(telling));
        if (told == TELLING_BYTES) {
            stepAside(ctx.pipeline());
        }
        if (bytes.isReadable()) {
            ctx.fireChannelRead(bytes);
        } else {
            bytes.release();
        }
    }

    private void stepAside(ChannelPipeline pipeline) {
        ChannelHandlerContext decoder = pipeline.context(CombinedChannelDuplexHandler.class);
        if (decoder != null) {
            pipeline.addAfter(decoder.name(), null, new OfferForgotten());
        }
        pipeline.remove(this);
    }

    private static final class OfferForgotten extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof HttpRequest request) {
                request.headers().remove(HttpHeaderNames.UPGRADE);
            }
            ctx.fireChannelRead(message);
        }
    }
}
